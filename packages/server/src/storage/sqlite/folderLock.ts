import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'

export type FolderLock = { release(): void }

/**
 * Takes a data folder for this process. The lock is SQLite's own on a file beside the database: the operating system
 * drops it when the process dies, however it dies. The handle must stay referenced: a collected one frees the lock.
 * @throws Error if another process has the folder
 */
export function lockFolder(dataFolder: string): FolderLock {
  const database = new BetterSqlite(join(dataFolder, 'linsta.lock'), { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof BetterSqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new Error(
        `Another Linsta runs on the data folder ${dataFolder}. One process owns a folder: stop the other one, name ` +
          'another folder in LINSTA_DATA, or run many nodes on MONGODB_URL and REDIS_URL.',
      )
    }
    throw error
  }
  return { release: () => database.close() }
}
