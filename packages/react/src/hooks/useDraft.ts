import { useCallback, useSyncExternalStore } from 'react'
import { useLinstaContext } from '../provider/context.ts'
import { useUserId } from './useUserId.ts'

/**
 * What is written in a room and not sent: it is there again after a reload, and lists can tell of it.
 *
 * @example
 * const [draft, setDraft] = useDraft(chatRoomId)
 */
export function useDraft(chatRoomId: string): [text: string, setText: (text: string) => void] {
  const { drafts } = useLinstaContext()
  const owner = useUserId() ?? ''
  const text = useSyncExternalStore(
    drafts.subscribe,
    () => drafts.get(owner, chatRoomId),
    () => '',
  )
  const setText = useCallback(
    (next: string) => drafts.set({ owner, chatRoomId, text: next }),
    [drafts, owner, chatRoomId],
  )
  return [text, setText]
}
