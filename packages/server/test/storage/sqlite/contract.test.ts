import { describe } from 'vitest'
import { describeStorageContract } from '../describeStorageContract.ts'
import { makeFolder, openStorage, removeFolder } from './dataFolder.ts'

describe('the storage contract on SQLite', () => {
  describeStorageContract(async () => {
    const dataFolder = await makeFolder()
    const storage = await openStorage(dataFolder)
    return {
      storage,
      async close() {
        await storage.close()
        await removeFolder(dataFolder)
      },
    }
  })
})
