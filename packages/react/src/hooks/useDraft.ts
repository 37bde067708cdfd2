import { useCallback, useSyncExternalStore } from 'react'
import { useLinstaContext } from '../provider/context.ts'
import { NOBODY } from '../provider/drafts.ts'
import { useUserId } from './useUserId.ts'

/**
 * What is written in a room and not sent: it is there again after a reload, and lists can tell of it.
 *
 * @example
 * const [draft, setDraft] = useDraft(chatRoomId)
 */
export function useDraft(chatRoomId: string): [text: string, setText: (text: string) => void] {
  const { drafts } = useLinstaContext()
  const owner = useUserId() ?? NOBODY
  const text = useSyncExternalStore(
    drafts.subscribe,
    // What was written before it was known who writes is theirs.
    () => drafts.get(owner, chatRoomId) || drafts.get(NOBODY, chatRoomId),
    () => '',
  )
  const setText = useCallback(
    (next: string) => {
      if (owner !== NOBODY) drafts.set({ owner: NOBODY, chatRoomId, text: '' })
      drafts.set({ owner, chatRoomId, text: next })
    },
    [drafts, owner, chatRoomId],
  )
  return [text, setText]
}
