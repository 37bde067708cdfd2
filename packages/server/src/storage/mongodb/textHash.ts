import { createHmac } from 'node:crypto'
import { Binary } from 'mongodb'

/** Keyed, so that a database that is looked at tells nothing of a deleted text. */
export type TextHash = (text: string) => Binary

export const createTextHash =
  (contentKey: Uint8Array): TextHash =>
  (text) =>
    new Binary(createHmac('sha256', contentKey).update(text).digest())
