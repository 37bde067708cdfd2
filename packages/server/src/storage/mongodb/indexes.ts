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
  posts: { event: { key: { eventId: 1, _id: -1 } }, deleted: { key: { deletedAt: 1 } } },
  events: { order: { key: { startsAt: -1, createdAt: -1, _id: -1 } }, deleted: { key: { deletedAt: 1 } } },
  users: { name: { key: { nameFolded: 1, _id: 1 } }, privacy: { key: { hidesSomething: 1 } } },
}

/**
 * Creates the indexes that are not there, and looks that those which are there are the ones needed.
 * @throws Error that says which index is in the way, or which documents are
 */
export async function ensureIndexes(collections: Collections): Promise<void> {
  for (const [name, indexes] of Object.entries(INDEXES)) {
    const collection = collections[name as keyof Collections] as unknown as Collection
    const wanted = Object.entries(indexes).map(([index, { key, unique }]) => describe(index, { key, unique }))
    try {
      await collection.createIndexes(wanted)
    } catch (error) {
      if (!isConflict(error)) throw error
      throw new Error(`${collection.namespace}: an index that Linsta needs cannot be made. ${error.message}`)
    }
    // Some servers take a second index under a name that is taken for the first.
    const there = await collection.indexes()
    for (const { name, key, unique = false } of wanted) {
      const found: Document | undefined = there.find((index) => index.name === name)
      if (isSame(found, { key, unique })) continue
      throw new Error(
        `${collection.namespace}: the index "${name}" is ${JSON.stringify(found?.key)}, unique: ${found?.unique ?? false}, ` +
          `and Linsta needs ${JSON.stringify(key)}, unique: ${unique}. Drop it and start again.`,
      )
    }
  }
}

const describe = (name: string, { key, unique }: { key: Index['key']; unique: true | undefined }): IndexDescription =>
  unique === undefined ? { name: `linsta_${name}`, key } : { name: `linsta_${name}`, key, unique }

const isSame = (found: Document | undefined, wanted: { key: IndexDescription['key']; unique: boolean }): boolean =>
  JSON.stringify(found?.key) === JSON.stringify(wanted.key) && (found?.unique ?? false) === wanted.unique

/** Another index has the name or the key, or documents break what the index promises. */
const isConflict = (error: unknown): error is MongoServerError =>
  error instanceof MongoServerError && [85, 86, 11_000].includes(Number(error.code))
