import type { Storage } from '../../ports/storage.ts'
import { createCollections } from './collections.ts'
import { type Connection, connect } from './connection.ts'
import { createStores } from './createStores.ts'
import { type Identity, readIdentity } from './identity.ts'
import { ensureIndexes } from './indexes.ts'

export type MongoStorage = Storage & Pick<Connection, 'where'> & Pick<Identity, 'generatedSecret'>

/**
 * Opens the storage in a MongoDB database, made if it is not there. Any number of processes share one: a standalone
 * server, a replica set or a sharded cluster.
 * @param options.url a connection string; a database that it does not name is "linsta"
 * @throws Error if no server answers, a newer Linsta wrote the database, or an index is in the way
 */
export async function openMongoStorage({ url }: { url: string }): Promise<MongoStorage> {
  const { client, database, where } = await connect(url)
  try {
    const collections = createCollections(database)
    const { contentKey, epoch, generatedSecret } = await readIdentity(collections)
    await ensureIndexes(collections)
    const { close, ...stores } = await createStores({ collections, contentKey })
    let closed: Promise<void> | undefined
    return {
      epoch,
      where,
      generatedSecret,
      ...stores,
      close() {
        closed ??= close().finally(() => client.close())
        return closed
      },
    }
  } catch (error) {
    await client.close()
    throw error
  }
}
