import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { openMongoStorage } from '../../../src/storage/mongodb/openMongoStorage.ts'

/** Whether there is a MongoDB to test on: vitest's set-up has said so, and fails in CI where there is none. */
export const hasMongodb = inject('mongodbUrl') !== undefined

/** FerretDB reads all of a collection for most of what it is asked, so that tests on it take their time: milliseconds. */
export const PATIENCE = { timeout: 120_000 }

/** The connection string of a database that nobody has used. It is dropped when the run is over. */
export const newDatabaseUrl = (): string =>
  (inject('mongodbUrl') ?? '').replace('{database}', randomBytes(6).toString('hex'))

export const openStorage = (url: string) => openMongoStorage({ url })
