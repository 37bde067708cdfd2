import { describe } from 'vitest'
import { describeStorageContract } from '../describeStorageContract.ts'
import { hasMongodb, newDatabaseUrl, openStorage, PATIENCE } from './database.ts'

describe.skipIf(!hasMongodb)('the storage contract on MongoDB', PATIENCE, () => {
  describeStorageContract(async () => {
    const storage = await openStorage(newDatabaseUrl())
    return { storage, close: () => storage.close() }
  })
})
