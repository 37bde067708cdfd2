/** Passes on how far one has read: one call under way, and only the newest after it. */
export type ReadMarker = {
  /** Resolves when the server has a receipt at `seq` or beyond. */
  mark(seq: number): Promise<void>
}

export function createReadMarker(send: (seq: number) => Promise<void>): ReadMarker {
  let wantedSeq = 0
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    try {
      for (let sentSeq = -1; sentSeq < wantedSeq; ) {
        sentSeq = wantedSeq
        await send(sentSeq)
      }
    } finally {
      wantedSeq = 0
      running = null
    }
  }

  return {
    mark(seq) {
      wantedSeq = Math.max(wantedSeq, seq)
      running ??= run()
      return running
    },
  }
}
