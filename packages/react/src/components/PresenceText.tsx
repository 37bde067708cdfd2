import { useFormats } from '../hooks/useFormats.ts'
import { useNow } from '../hooks/useNow.ts'
import { usePresence } from '../hooks/usePresence.ts'
import { useStrings } from '../hooks/useStrings.ts'

const RENEWED_MS = 30_000 // "5 minutes ago" is written in minutes

/**
 * Whether somebody is online, or when they were seen last, in words; empty where it is not known.
 *
 * @example
 * <PresenceText userId={person._id} />
 */
export function PresenceText({ userId }: { userId: string }) {
  const strings = useStrings()
  const { ago } = useFormats()
  const presence = usePresence(userId)
  const now = useNow(RENEWED_MS)
  if (presence === undefined) return null
  if (presence.online) return strings.online
  if (presence.lastSeenAt === null || now === 0) return strings.offline
  return strings.lastSeen(ago(presence.lastSeenAt, now))
}
