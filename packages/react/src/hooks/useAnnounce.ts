import { useLinstaContext } from '../provider/context.ts'

/**
 * Says a sentence to screen readers, by the provider's one polite live region.
 *
 * @example
 * const announce = useAnnounce()
 * announce('Link copied')
 */
export function useAnnounce(): (sentence: string) => void {
  return useLinstaContext().announcer.announce
}
