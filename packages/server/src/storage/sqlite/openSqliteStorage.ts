import { mkdirSync } from 'node:fs'
import type { Storage } from '../../ports/storage.ts'
import { databaseFile, openReader, openWriter } from './connection.ts'
import { createStores } from './createStores.ts'
import { lockFolder } from './folderLock.ts'
import { type Identity, readIdentity } from './identity.ts'
import { migrate } from './migrations.ts'
import { startWriter } from './writer.ts'

/**
 * Opens the embedded database of a data folder, made if it is not there, for this process alone.
 * @param options.onFatal see `startWriter`
 * @throws Error if another process has the folder, or a newer Linsta wrote it
 */
export async function openSqliteStorage(options: {
  dataFolder: string
  onFatal(error: Error): void
}): Promise<Storage> {
  mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 })
  const lock = lockFolder(options.dataFolder)
  const file = databaseFile(options.dataFolder)
  try {
    const { contentKey, epoch } = prepareDatabase(file)
    const writer = await startWriter({ file, contentKey, onFatal: options.onFatal })
    const reader = openReader(file)
    const release = async () => {
      // The writer is last, so that it empties the write-ahead log into the database.
      reader.close()
      await writer.close()
      lock.release()
    }
    let released: Promise<void> | undefined
    return {
      epoch,
      ...createStores({ reader, writer }),
      // Once, whoever asks: a second call must not let go of the folder before the first has finished with it.
      close() {
        released ??= release()
        return released
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Migrates the database, made if it is not there. */
function prepareDatabase(file: string): Identity {
  const database = openWriter(file)
  try {
    migrate(database)
    return readIdentity(database)
  } finally {
    database.close()
  }
}
