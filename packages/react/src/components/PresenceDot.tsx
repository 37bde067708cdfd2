import { usePresence } from '../hooks/usePresence.ts'
import { useStrings } from '../hooks/useStrings.ts'

/**
 * A dot where somebody is online, nothing where they are not or it is not known.
 *
 * @example
 * <PresenceDot userId={person._id} />
 */
export function PresenceDot({ userId }: { userId: string }) {
  const { online } = useStrings()
  if (usePresence(userId)?.online !== true) return null
  return <span role="img" aria-label={online} title={online} className="linsta-presence-dot" />
}
