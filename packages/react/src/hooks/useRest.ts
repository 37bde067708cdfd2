import type { Rest } from '@linsta/client/rest'
import { useLinstaContext } from '../provider/context.ts'

/**
 * The REST client with the provider's token, for what is no conversation. Null where the provider was given a client and
 * no `rest`.
 *
 * @example
 * const people = await useRest()?.('searchPeople', { query: { search: 'ann' } })
 */
export function useRest(): Rest | null {
  return useLinstaContext().rest
}
