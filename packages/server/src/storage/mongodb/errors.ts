import { LinstaError } from '@linsta/protocol'
import {
  MongoBulkWriteError,
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb'

const DUPLICATE_KEY = 11_000
const OUT_OF_DISK_SPACE = 14_031

/** A unique index refused a write: somebody else was first, or the same was done before. */
export const isDuplicate = (error: unknown): error is MongoServerError =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY

/** What the driver throws, as the port has it; what it has no word for stays as it is. */
export function toPortError(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error
  // Of many documents' insert, the driver wraps what it could not even ask.
  const inner: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : undefined
  if (inner instanceof MongoError) return toPortError(inner)
  if (error.code === OUT_OF_DISK_SPACE) return new LinstaError('storage_full')
  return isPassing(error) ? new LinstaError('unavailable') : error
}

/** The servers are away, change places or are slow to agree: the same may succeed later. */
const isPassing = (error: MongoError): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoNotConnectedError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoWriteConcernError ||
  (error instanceof MongoBulkWriteError && error.result.getWriteConcernError() !== undefined) ||
  error.hasErrorLabel(MongoErrorLabel.RetryableWriteError)
