import { ObjectId } from 'mongodb'

/** An id as it is stored: 12 bytes. */
export const toObjectId = (id: string): ObjectId => ObjectId.createFromHexString(id)

/** An id as it is everywhere else: 24 hexadecimal characters. */
export const toId = (id: ObjectId): string => id.toHexString()

/** A position that no log reaches: that of what has not happened yet. */
export const NEVER = Number.MAX_SAFE_INTEGER
