import { useSyncExternalStore } from 'react'

/** Where one is: which room, and which message of it. */
export type Place = { chatRoomId: string | undefined; seq: number | undefined }

const PATTERN = /^#\/chat\/([0-9a-f]{24})(?:\/(\d{1,15}))?$/

export function placeOf(hash: string): Place {
  const [, chatRoomId, seq] = PATTERN.exec(hash) ?? []
  return { chatRoomId, seq: seq === undefined ? undefined : Number(seq) }
}

export const hashOf = ({ chatRoomId, seq }: Place): string => {
  if (chatRoomId === undefined) return '#'
  return seq === undefined ? `#/chat/${chatRoomId}` : `#/chat/${chatRoomId}/${seq}`
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** The place that the page's address names behind its `#`: it needs no router, and the browser's Back works. */
export const useHashPlace = (): Place =>
  placeOf(
    useSyncExternalStore(
      subscribe,
      () => location.hash,
      () => '',
    ),
  )
