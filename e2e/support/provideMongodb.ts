import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from '@linsta/testkit'
import { MongoClient } from 'mongodb'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A connection string in which `{database}` is to be replaced by a name; undefined where there is no MongoDB. */
    mongodbUrl: string | undefined
  }
}

const FERRETDB = fileURLToPath(new URL('../ferretdb/ferretdb', import.meta.url)) // built as CONTRIBUTING.md says

/** Every database of this run begins with this, and is dropped after it. */
const PREFIX = `linsta_test_${process.pid}_`

type Server = { name: string; url: string; stop(): Promise<void> }

/**
 * Provides tests with a MongoDB: the one of `MONGODB_URL`, a `mongod` of their own if there is one on the path, or else
 * FerretDB, if it was built. Without any, the suites that need one are skipped, and in CI that is a failure.
 */
export default async function provideMongodb(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const server = (await useGiven()) ?? (await startMongod()) ?? (await startFerretdb())
  project.provide('mongodbUrl', server && withDatabase(server.url, `${PREFIX}{database}`))
  if (server !== undefined) {
    console.log(`\n MongoDB for tests: ${server.name}`)
    return async () => {
      await dropDatabases(server.url)
      await server.stop()
    }
  }
  const remedy = 'Set MONGODB_URL, put mongod on the path, or build FerretDB as CONTRIBUTING.md says.'
  if (process.env.CI) throw new Error(`There is no MongoDB to test on. ${remedy}`)
  console.warn(`\n SKIPPED: whatever needs a MongoDB, of which there is none here. ${remedy}`)
  return undefined
}

async function useGiven(): Promise<Server | undefined> {
  const url = process.env.MONGODB_URL
  return url ? { name: 'that of MONGODB_URL', url, stop: async () => undefined } : undefined
}

async function startMongod(): Promise<Server | undefined> {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'mongod'))
  const program = places.find((place) => existsSync(place))
  if (program === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'linsta-mongod-'))
  const port = await freePort()
  const args = ['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', String(port)]
  const child = spawn(program, args, { stdio: 'ignore' })
  return { name: 'mongod', url: `mongodb://127.0.0.1:${port}/`, stop: () => stop(child, folder) }
}

/** FerretDB ends with its standard input, however this process ends. */
async function startFerretdb(): Promise<Server | undefined> {
  if (!existsSync(FERRETDB)) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'linsta-ferretdb-'))
  const child = spawn(FERRETDB, [folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { name: 'FerretDB 1.24 on SQLite', url, stop: () => stop(child, folder) }
}

async function stop(child: ReturnType<typeof spawn>, folder: string): Promise<void> {
  const exited = once(child, 'exit')
  child.kill()
  await exited
  await rm(folder, { recursive: true, force: true })
}

/** The same servers and options with another database. */
const withDatabase = (url: string, database: string): string =>
  url.replace(/^([^/]*\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`)

async function dropDatabases(url: string): Promise<void> {
  const client = new MongoClient(url)
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
    for (const { name } of databases) if (name.startsWith(PREFIX)) await client.db(name).dropDatabase()
  } finally {
    await client.close()
  }
}
