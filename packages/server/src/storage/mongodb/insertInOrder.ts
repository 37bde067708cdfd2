import { type Collection, type Document, MongoBulkWriteError, type OptionalUnlessRequiredId } from 'mongodb'
import { isDuplicate } from './errors.ts'

/**
 * Inserts documents one after another, up to the first that a unique index refuses: what comes after it is not there.
 * @returns how many were inserted, and are on the disks of a majority
 */
export async function insertInOrder<Schema extends Document>(
  collection: Collection<Schema>,
  documents: readonly OptionalUnlessRequiredId<Schema>[],
): Promise<number> {
  if (documents.length === 0) return 0
  try {
    await collection.insertMany(documents, { ordered: true })
    return documents.length
  } catch (error) {
    const isRefused = isDuplicate(error) && error instanceof MongoBulkWriteError
    if (!isRefused || error.result.getWriteConcernError() !== undefined) throw error
    return error.insertedCount
  }
}
