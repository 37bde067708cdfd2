/** The shape of `useSyncExternalStore`: an immutable snapshot that is the same reference until something changed. */
export type Subscribable<Snapshot> = {
  /** Calls `listener` after changes, at most once a microtask turn, until the returned function is called. */
  subscribe(listener: () => void): () => void
  getSnapshot(): Snapshot
}

/**
 * @param build makes the snapshot anew; called at most once between two changes, when somebody looks
 * @param events.watched called when the first listener comes
 * @param events.unwatched called when the last one has gone
 */
export function createSubscribable<Snapshot>(
  build: () => Snapshot,
  { watched = () => {}, unwatched = () => {} }: { watched?(): void; unwatched?(): void } = {},
): Subscribable<Snapshot> & { changed(): void; isWatched(): boolean } {
  const listeners = new Set<() => void>()
  let current: { snapshot: Snapshot } | null = null
  let isTelling = false

  function tell(): void {
    isTelling = false
    for (const listener of [...listeners]) {
      // Gone since the turn began, perhaps by an earlier listener.
      if (!listeners.has(listener)) continue
      try {
        listener()
      } catch (error) {
        // One listener's mistake is its owner's to see; the others are told all the same.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  return {
    subscribe(listener) {
      // Wrapped: the same function may be subscribed twice.
      const own = () => listener()
      listeners.add(own)
      if (listeners.size === 1) watched()
      return () => {
        if (listeners.delete(own) && listeners.size === 0) unwatched()
      }
    },
    getSnapshot() {
      current ??= { snapshot: build() }
      return current.snapshot
    },
    isWatched: () => listeners.size > 0,
    changed() {
      current = null
      if (isTelling || listeners.size === 0) return
      isTelling = true
      queueMicrotask(tell)
    },
  }
}
