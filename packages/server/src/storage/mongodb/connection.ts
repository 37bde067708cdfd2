import { type Db, MongoClient, ReadConcern } from 'mongodb'

export type Connection = {
  client: MongoClient
  database: Db
  /** The servers and the database, without user and password, for people to read. */
  where: string
}

const DEFAULT_DATABASE = 'linsta' // where the URL names none; the driver's own would be "test"

/**
 * Connects to the database of a MongoDB URL. What is acknowledged is on the disks of a majority (P1), and what is read
 * is what a majority has, whatever the URL says of either: nothing that was read can be rolled back.
 * @throws Error if no server answers
 */
export async function connect(url: string): Promise<Connection> {
  const client = new MongoClient(url, { appName: 'linsta' })
  const name = /^[^/]*\/\/[^/?]*\/([^?]+)/.exec(url)?.[1] ?? DEFAULT_DATABASE
  const database = client.db(decodeURIComponent(name), {
    writeConcern: { w: 'majority', journal: true },
    readConcern: new ReadConcern('majority'),
    readPreference: 'primary',
    ignoreUndefined: true,
  })
  const { srvHost, hosts } = client.options
  const where = `mongodb://${srvHost ?? hosts.join(',')}/${database.databaseName}`
  try {
    await client.connect()
    await database.command({ ping: 1 })
  } catch (error) {
    await client.close()
    throw new Error(`No MongoDB at ${where}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { client, database, where }
}
