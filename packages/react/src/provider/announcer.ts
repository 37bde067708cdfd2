/** What the one polite live region says. */
export type Announcer = {
  subscribe(listener: () => void): () => void
  getSnapshot(): string
  /** Says a sentence to screen readers, after what they are saying. */
  announce(sentence: string): void
}

export function createAnnouncer(): Announcer {
  const listeners = new Set<() => void>()
  let said = ''
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    getSnapshot: () => said,
    announce(sentence) {
      // The same sentence twice is no change, and would not be read a second time.
      said = sentence === said ? `${sentence}\u00a0` : sentence
      for (const listener of [...listeners]) listener()
    },
  }
}
