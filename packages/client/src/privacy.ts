import type { Privacy } from '@linsta/protocol'
import type { Calls } from './calls.ts'

/**
 * What one shows of oneself. Calls wait for the connection, are repeated until they are answered, and reject with a
 * `LinstaError`: `unavailable` after 30 s without an answer or when the client is closed.
 */
export type PrivacySettings = {
  get(): Promise<Privacy>
  /** What is left out stays as it is. Resolves with all of it. */
  set(change: Partial<Privacy>): Promise<Privacy>
}

export const createPrivacy = (calls: Pick<Calls, 'request'>): PrivacySettings => ({
  get: async () => (await calls.request('get_privacy', {})).privacy,
  set: async (change) => (await calls.request('set_privacy', change)).privacy,
})
