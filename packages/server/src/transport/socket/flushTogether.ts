/** The parts of an Engine.IO connection that its types keep to themselves. */
type EngineConnection = {
  flush(): void
  writeBuffer: unknown[]
  /** Ours: it waits for the end of the turn. */
  isFlushPending?: boolean
  transport: { socket?: { _socket?: { cork(): void; uncork(): void } } }
}

/**
 * Lets everything that one turn of the event loop has for a connection leave in one write: the answers of a whole
 * commit, say. Engine.IO flushes at each packet, and `ws` writes each frame by itself.
 * @returns what makes a new connection of an engine one of those
 */
export function createFlushTogether(): (connection: object) => void {
  let pending: EngineConnection[] = []

  function flushAll(): void {
    const connections = pending
    pending = []
    for (const connection of connections) {
      // Its own, from its class: the one of this very connection is the one that waits.
      const { flush } = Object.getPrototypeOf(connection) as EngineConnection
      connection.isFlushPending = false
      const stream = connection.writeBuffer.length > 1 ? connection.transport.socket?._socket : undefined
      stream?.cork()
      flush.call(connection)
      stream?.uncork()
    }
  }

  function flushSoon(this: EngineConnection): void {
    if (this.isFlushPending === true) return
    this.isFlushPending = true
    // Behind the promises of this turn, before anything else happens.
    if (pending.push(this) === 1) process.nextTick(flushAll)
  }

  return (connection) => {
    Object.assign(connection, { flush: flushSoon, isFlushPending: false })
  }
}
