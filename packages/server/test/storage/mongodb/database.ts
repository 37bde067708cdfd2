import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { openMongoStorage } from '../../../src/storage/mongodb/openMongoStorage.ts'

/** Whether there is a MongoDB to test on: vitest's set-up has said so, and fails in CI where there is none. */
export const hasMongodb = inject('mongodbUrl') !== undefined

/** The connection string of a database that nobody has used. It is dropped when the run is over. */
export const newDatabaseUrl = (): string =>
  (inject('mongodbUrl') ?? '').replace('{database}', randomBytes(6).toString('hex'))

export const openStorage = (url: string) => openMongoStorage({ url })
