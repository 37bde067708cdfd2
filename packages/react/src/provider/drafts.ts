/** The owner of what is written before it is known who writes. It is not kept over the page. */
export const NOBODY = ''

/** What is written and not sent, per room. It outlives the page where the browser lets it. */
export type Drafts = {
  subscribe(listener: () => void): () => void
  get(owner: string, chatRoomId: string): string
  set(draft: { owner: string; chatRoomId: string; text: string }): void
}

/** @param open gives the storage; it may throw, as browsers do where storage is forbidden */
export function createDrafts(open: () => Storage | undefined): Drafts {
  const listeners = new Set<() => void>()
  const drafts = new Map<string, string>()
  let storage: Storage | undefined
  try {
    storage = open()
  } catch {
    // Drafts then live as long as the page.
  }

  function get(owner: string, chatRoomId: string): string {
    const key = keyOf(owner, chatRoomId)
    const known = drafts.get(key)
    if (known !== undefined) return known
    const kept = owner === NOBODY ? '' : (storage?.getItem(key) ?? '')
    drafts.set(key, kept)
    return kept
  }

  function keep(key: string, text: string): void {
    try {
      if (text === '') storage?.removeItem(key)
      else storage?.setItem(key, text)
    } catch {
      // The storage is full.
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    get,
    set({ owner, chatRoomId, text }) {
      if (get(owner, chatRoomId) === text) return
      const key = keyOf(owner, chatRoomId)
      drafts.set(key, text)
      if (owner !== NOBODY) keep(key, text)
      for (const listener of [...listeners]) listener()
    },
  }
}

// Whose it is belongs to the key: two people may share a browser, and a room.
const keyOf = (owner: string, chatRoomId: string): string => `linsta:draft:${owner}:${chatRoomId}`
