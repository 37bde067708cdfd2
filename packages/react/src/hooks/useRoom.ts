import type { Room, RoomSnapshot } from '@linsta/client'
import { useMemo } from 'react'
import { noClient } from './noClient.ts'
import { useClient } from './useClient.ts'
import { useSnapshot } from './useSnapshot.ts'

/** What one can do in a room. Before there is a client, calls reject with `unavailable`. */
export type RoomActions = Omit<Room, 'subscribe' | 'getSnapshot' | 'chatRoomId'>

const NO_ROOM: RoomActions = {
  send: noClient,
  retry: noClient,
  discard() {},
  deleteMessage: noClient,
  markRead: noClient,
  setTyping() {},
  loadOlder: noClient,
  loadNewer: noClient,
  loadNewest: noClient,
  loadAround: noClient,
  addParticipant: noClient,
  removeParticipant: noClient,
  leave: noClient,
}

/**
 * One room: its messages, oldest first, who is in it and who types, and all that one can do there. The first one to use
 * it loads the newest messages; from then on it follows the room.
 *
 * @example
 * const { messages, send } = useRoom(chatRoomId)
 * await send('hello') // shown as pending at once; resolves when it is stored
 */
export function useRoom(chatRoomId: string): RoomSnapshot & RoomActions {
  const room = useClient()?.room(chatRoomId)
  const initial = useMemo(() => initialOf(chatRoomId), [chatRoomId])
  const snapshot = useSnapshot(room, initial)
  return useMemo(() => ({ ...NO_ROOM, ...room, ...snapshot }), [room, snapshot])
}

const initialOf = (chatRoomId: string): RoomSnapshot => ({
  chatRoomId,
  head: null,
  participants: [],
  typing: [],
  timeline: { state: 'loading' },
  messages: [],
})
