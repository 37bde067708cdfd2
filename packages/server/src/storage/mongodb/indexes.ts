import { type Collection, type Document, type IndexDescription, MongoServerError } from 'mongodb'
import type { Collections } from './collections.ts'

type Index = { key: Record<string, 1 | -1>; unique?: true }

/**
 * What reads and promises rest on. Every unique index begins with what its collection is sharded by (docs/adr/), and
 * none is partial or sparse: not every server that speaks MongoDB's protocol has those, so that fields in a unique index
 * always hold something.
 */
const INDEXES: Partial<Record<keyof Collections, Record<string, Index>>> = {
  entries: {
    position: { key: { roomId: 1, seq: 1 }, unique: true },
    send: { key: { roomId: 1, sendKey: 1 }, unique: true },
  },
  rooms: { participant: { key: { 'participants.userId': 1, 'head.at': -1, _id: -1 } } },
  inboxEntries: {
    position: { key: { userId: 1, seq: 1 }, unique: true },
    unread: { key: { userId: 1, kind: 1, readSeq: 1, retractedSeq: 1 } },
    action: { key: { userId: 1, dedupeKey: 1, seq: -1 } },
    reference: { key: { referenceId: 1, retractedSeq: 1 } },
  },
  actions: {
    target: { key: { targetId: 1, kind: 1, isActive: 1, id: -1 } },
    owed: { key: { owedSince: 1 } },
  },
  // What is not deleted in the order in which it is listed, and what is.
  posts: {
    order: { key: { deletedAt: 1, _id: -1 } },
    event: { key: { eventId: 1, deletedAt: 1, _id: -1 } },
  },
  events: { order: { key: { deletedAt: 1, startsAt: -1, createdAt: -1, _id: -1 } } },
  users: { name: { key: { nameFolded: 1, _id: 1 } }, privacy: { key: { hidesSomething: 1 } } },
}

/**
 * Creates the indexes that are not there, and looks that those which are there are the ones needed.
 * @throws Error that says which index is in the way, or that documents are
 */
export async function ensureIndexes(collections: Collections): Promise<void> {
  for (const [name, indexes] of Object.entries(INDEXES)) {
    const collection = collections[name as keyof Collections] as unknown as Collection
    const wanted = Object.entries(indexes).map(([index, { key, unique }]) => describe(index, { key, unique }))
    const before = await listIndexes(collection)
    const missing = wanted.filter((index) => findIndex(before, index) === undefined)
    // One by one, since others may be making them: where two of a request are there, FerretDB drops the connection.
    for (const index of missing) await create(collection, index)
    const there = missing.length > 0 ? await listIndexes(collection) : before
    for (const index of wanted) expectSame(collection, { index, found: findIndex(there, index) })
  }
}

async function create(collection: Collection, index: IndexDescription): Promise<void> {
  try {
    await collection.createIndexes([index])
  } catch (error) {
    if (!hasCode(error, CONFLICTS)) throw error
    throw new Error(`${collection.namespace}: an index that Linsta needs cannot be made. ${error.message}`)
  }
}

async function listIndexes(collection: Collection): Promise<Document[]> {
  try {
    return await collection.indexes()
  } catch (error) {
    if (hasCode(error, [NAMESPACE_NOT_FOUND])) return []
    throw error
  }
}

const findIndex = (there: Document[], { name }: IndexDescription): Document | undefined =>
  there.find((index) => index.name === name)

function expectSame(
  collection: Collection,
  { index, found }: { index: IndexDescription; found: Document | undefined },
): void {
  const shape = ({ key, unique = false }: Document) => `${JSON.stringify(key)}, unique: ${unique}`
  if (found !== undefined && shape(found) === shape(index)) return
  throw new Error(
    `${collection.namespace}: the index "${index.name}" is ${found ? shape(found) : 'not there'}, ` +
      `and Linsta needs ${shape(index)}. Drop it and start again.`,
  )
}

const describe = (name: string, { key, unique }: { key: Index['key']; unique: true | undefined }): IndexDescription =>
  unique === undefined ? { name: `linsta_${name}`, key } : { name: `linsta_${name}`, key, unique }

const NAMESPACE_NOT_FOUND = 26
/** Another index has the key or the name, or documents break what the index promises. */
const CONFLICTS = [85, 86, 11_000]

const hasCode = (error: unknown, codes: readonly number[]): error is MongoServerError =>
  error instanceof MongoServerError && codes.includes(Number(error.code))
