import type { Storage } from '../../../src/ports/storage.ts'
import { type Collections, createCollections } from '../../../src/storage/mongodb/collections.ts'
import { connect } from '../../../src/storage/mongodb/connection.ts'
import { createStores } from '../../../src/storage/mongodb/createStores.ts'
import { readIdentity } from '../../../src/storage/mongodb/identity.ts'

const WRITES = new Set([
  ...['insertOne', 'insertMany', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany', 'bulkWrite'],
])

type Method = (...args: unknown[]) => unknown

export type Watch = {
  /** Hears of every call to a collection of the database before it is made; what it throws comes instead. */
  before?(method: string): void
  /** The same of a write alone, which waits for it. */
  beforeWrite?(method: string): Promise<void>
  /** Hears of every write once it is stored, whose answer waits for it; what it throws comes instead of the answer. */
  afterWrite?(method: string): Promise<void>
}

/** A storage on a database that was opened before, whose calls to the driver somebody watches. */
export async function openWatchedStorage(url: string, watch: Watch) {
  const { client, database } = await connect(url)
  const collections = createCollections(database)
  const { contentKey } = await readIdentity(collections)

  const watched = (collection: object) =>
    new Proxy(collection, {
      get(target, name) {
        const method = Reflect.get(target, name) as unknown
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => {
          watch.before?.(String(name))
          const call = () => (method as Method).apply(target, args)
          return WRITES.has(String(name)) ? write(String(name), call) : call()
        }
      },
    })
  async function write(method: string, call: () => unknown): Promise<unknown> {
    await watch.beforeWrite?.(method)
    const result = await call()
    await watch.afterWrite?.(method)
    return result
  }

  const entries = Object.entries(collections).map(([name, collection]) => [name, watched(collection)])
  const { close, ...stores } = await createStores({
    collections: Object.fromEntries(entries) as Collections,
    contentKey,
  })
  const storage: Storage = {
    epoch: '',
    ...stores,
    async close() {
      await close()
      await client.close()
    },
  }
  return storage
}
