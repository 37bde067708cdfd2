import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { openSqliteStorage } from '../../src/storage/sqlite/openSqliteStorage.ts'
import { describeEventStore } from './events.ts'
import { describePostStore } from './posts.ts'

async function open() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'linsta-sqlite-'))
  const storage = await openSqliteStorage({
    dataFolder,
    onFatal: (error) => {
      throw error
    },
  })
  return {
    storage,
    async close() {
      await storage.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
describe('SQLite', () => {
  describePostStore(open)
  describeEventStore(open)
})
