import { randomBytes } from 'node:crypto'
import { Binary } from 'mongodb'
import type { Collections, IdentityDocument } from './collections.ts'
import { isDuplicate } from './errors.ts'

/** What a database was given when it was made, and keeps. */
export type Identity = {
  /** The key under which hashes of deleted texts are kept. */
  contentKey: Uint8Array
  /** Tells this database from every other one. */
  epoch: string
  /** Of the tokens, for processes that were given none: all that share the database have the same. */
  generatedSecret: string
}

/** Rises with every change that an older Linsta would get wrong. */
const SCHEMA = 1

/**
 * Reads a database's identity, made by whichever process opens it first.
 * @throws Error if a newer Linsta wrote the database
 */
export async function readIdentity({ meta }: Pick<Collections, 'meta'>): Promise<Identity> {
  const there = await meta.findOne({ _id: 'identity' })
  if (there !== null && there.schema > SCHEMA) {
    throw new Error(
      `The database was written by a newer Linsta (schema ${there.schema}, this one knows ${SCHEMA}). ` +
        'Start that version, or name another database in MONGODB_URL.',
    )
  }
  if (there !== null) return toIdentity(there)
  const made = {
    _id: 'identity' as const,
    schema: SCHEMA,
    epoch: randomBytes(12).toString('hex'),
    contentKey: new Binary(randomBytes(32)),
    generatedSecret: randomBytes(32).toString('hex'),
  }
  try {
    await meta.insertOne(made)
    return toIdentity(made)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return readIdentity({ meta })
  }
}

const toIdentity = ({ epoch, contentKey, generatedSecret }: IdentityDocument): Identity => ({
  epoch,
  contentKey: contentKey.value(),
  generatedSecret,
})
