import type { LinstaClient } from '@linsta/client'

/** The one client of a provider, as something to subscribe to: null until somebody holds it. */
export type ClientHolder = {
  subscribe(listener: () => void): () => void
  getSnapshot(): LinstaClient | null
  /** Keeps the client open until the returned function is called. The first to hold it makes it. */
  hold(): () => void
}

/**
 * Makes a client when the first holder comes and closes it when the last one is gone. Not at once: React mounts, unmounts
 * and mounts again in StrictMode, and the socket of the first mount is the one to keep.
 */
export function createClientHolder(create: () => LinstaClient): ClientHolder {
  const listeners = new Set<() => void>()
  let client: LinstaClient | null = null
  let holds = 0
  let closing: ReturnType<typeof setTimeout> | undefined

  function show(next: LinstaClient | null): void {
    client = next
    for (const listener of [...listeners]) listener()
  }

  function closeUnheld(): void {
    const unheld = client
    show(null)
    unheld?.close()
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    getSnapshot: () => client,
    hold() {
      holds += 1
      clearTimeout(closing)
      if (client === null) show(create())
      return () => {
        holds -= 1
        if (holds === 0) closing = setTimeout(closeUnheld, 0)
      }
    },
  }
}

/** A client that the app made: it is the app's to close. */
export const holderOf = (client: LinstaClient): ClientHolder => ({
  subscribe: () => () => {},
  getSnapshot: () => client,
  hold: () => () => {},
})
