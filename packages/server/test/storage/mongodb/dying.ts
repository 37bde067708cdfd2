import type { Storage } from '../../../src/ports/storage.ts'
import { type Collections, createCollections } from '../../../src/storage/mongodb/collections.ts'
import { connect } from '../../../src/storage/mongodb/connection.ts'
import { createStores } from '../../../src/storage/mongodb/createStores.ts'
import { readIdentity } from '../../../src/storage/mongodb/identity.ts'

const WRITES = new Set([
  ...['insertOne', 'insertMany', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany', 'bulkWrite'],
])

type Method = (...args: unknown[]) => unknown

export type DyingStorage = { storage: Omit<Storage, 'epoch'>; hasDied(): boolean; bury(): Promise<void> }

/**
 * A storage whose process dies at its write of that number, counted from 1: the write is stored, whoever waited for it
 * never hears of it, and nothing comes after it.
 */
export async function openDyingStorage(url: string, lastWrite: number): Promise<DyingStorage> {
  const { client, database } = await connect(url)
  const collections = createCollections(database)
  const { contentKey } = await readIdentity(collections)
  let writes = 0
  const stayAlive = () => {
    if (writes >= lastWrite) throw new Error('The process is dead')
  }

  const mortal = (collection: object) =>
    new Proxy(collection, {
      get(target, name) {
        const method = Reflect.get(target, name) as unknown
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => {
          stayAlive()
          const answer = (method as Method).apply(target, args)
          return WRITES.has(String(name)) ? die(answer as Promise<unknown>) : answer
        }
      },
    })
  async function die(write: Promise<unknown>): Promise<unknown> {
    const result = await write
    writes += 1
    stayAlive()
    return result
  }

  const entries = Object.entries(collections).map(([name, collection]) => [name, mortal(collection)])
  const stores = await createStores({ collections: Object.fromEntries(entries) as Collections, contentKey })
  return {
    storage: stores,
    hasDied: () => writes >= lastWrite,
    async bury() {
      await stores.close()
      await client.close()
    },
  }
}
