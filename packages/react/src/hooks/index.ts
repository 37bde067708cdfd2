'use client'

/*
 * The hooks by themselves, for screens of one's own: nothing of the components comes along.
 */

export { LinstaProvider, type LinstaProviderProps, type LinstaSource } from '../provider/LinstaProvider.tsx'
export type * from '../types.ts'
export { useAnnounce } from './useAnnounce.ts'
export { useClient } from './useClient.ts'
export { useConnection } from './useConnection.ts'
export { useDraft } from './useDraft.ts'
export { useInbox } from './useInbox.ts'
export { usePresence } from './usePresence.ts'
export { useRest } from './useRest.ts'
export { type RoomActions, useRoom } from './useRoom.ts'
export { useRoomPeople } from './useRoomPeople.ts'
export { useRooms } from './useRooms.ts'
export { useUserId } from './useUserId.ts'
