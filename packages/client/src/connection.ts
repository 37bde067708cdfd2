import type { SocketAnswer, SocketCallName } from '@linsta/protocol'
import { createBackoff } from './backoff.ts'
import { LinkLost, toError } from './callErrors.ts'
import type { CallPayload, ClientPorts, Link, LinkEnd, ServerEvent, Timer } from './ports.ts'
import { createSubscribable, type Subscribable } from './subscribable.ts'
import { createTokenRefresh } from './tokenRefresh.ts'

const ATTEMPT_MAX_MS = 20_000 // from asking for a token to the server's welcome
const ACK_MAX_MS = 10_000 // a connection whose calls take longer is taken for dead
const STABLE_MS = 5_000 // a link that lived as long was a good one: the next wait is a short one again

/** `no_token`: `getToken` failed · `lost`: it was open and broke · `server_closing`: the server said when to come back. */
export type OfflineReason = LinkEnd | 'no_token' | 'server_closing'

export type ConnectionSnapshot =
  | { state: 'connecting' }
  | { state: 'online' }
  /** `nextTryAt`: milliseconds since 1970. */
  | { state: 'offline'; reason: OfflineReason; nextTryAt: number }
  | { state: 'closed' }

export type Connection = Subscribable<ConnectionSnapshot> & {
  start(): void
  /** Tries now instead of when the wait is over. A server that asked for time gets it all the same. */
  tryNow(): void
  /**
   * Makes a call on the link there is, once.
   * @throws LinkLost where there is none or it ends before the answer, `LinstaError` where the server says no
   */
  call<Name extends SocketCallName>(
    name: Name,
    payload: CallPayload<Name>,
    ackMaxMs?: number,
  ): Promise<SocketAnswer<Name>>
  close(): void
}

/** Holds one link to the server open, and opens the next when it ends. */
export function createConnection(parts: {
  ports: Pick<ClientPorts, 'clock' | 'scheduler' | 'random' | 'connector'>
  /** Asked before each try. */
  getToken(): Promise<string>
  /** False refuses a token, as one of another user must be. */
  acceptToken(token: string): boolean
  opened(): void
  /** The link is gone: calls fail until the next `opened`. */
  ended(): void
  received(event: ServerEvent): void
}): Connection {
  const { clock, scheduler, random, connector } = parts.ports
  const backoff = createBackoff(random)
  const underWay = new Set<(error: Error) => void>()
  let snapshot: ConnectionSnapshot = { state: 'connecting' }
  // Raised by each try and each end: what an earlier one still hears is void.
  let attempt = 0
  let link: Link | null = null
  let openedAt = 0
  let attemptTimer: Timer | null = null
  let tryTimer: Timer | null = null
  let askedToWaitMs: number | null = null

  const subscribable = createSubscribable(() => snapshot)
  const tokenRefresh = createTokenRefresh({
    clock,
    scheduler,
    getToken: parts.getToken,
    acceptToken: parts.acceptToken,
    send: (token) => call('refresh_token', { token }),
  })

  function show(next: ConnectionSnapshot): void {
    snapshot = next
    subscribable.changed()
  }

  function connect(): void {
    tryTimer?.cancel()
    attempt += 1
    const own = attempt
    attemptTimer = scheduler.after(ATTEMPT_MAX_MS, () => end('unreachable'))
    show({ state: 'connecting' })
    Promise.resolve()
      .then(parts.getToken)
      .then(
        (token) => {
          if (own !== attempt) return
          if (parts.acceptToken(token)) openLink(token)
          else end('unauthorized')
        },
        () => {
          if (own === attempt) end('no_token')
        },
      )
  }

  function openLink(token: string): void {
    const own = attempt
    const opening = connector.open(token, {
      opened() {
        if (own !== attempt) return
        attemptTimer?.cancel()
        openedAt = clock.now()
        show({ state: 'online' })
        tokenRefresh.start(token)
        parts.opened()
      },
      ended(reason) {
        if (own === attempt) end(reason)
      },
      received(event) {
        if (own !== attempt) return
        if (event.name === 'server_closing') askedToWaitMs = event.payload.retryAfterMs
        parts.received(event)
      },
    })
    if (own === attempt) link = opening
    else opening.close()
  }

  /** Ends the link or the try, whichever there is. */
  function leave(): void {
    attempt += 1
    attemptTimer?.cancel()
    tryTimer?.cancel()
    tokenRefresh.stop()
    link?.close()
    link = null
  }

  function end(reason: OfflineReason): void {
    const wasOpen = snapshot.state === 'online'
    leave()
    if (wasOpen && clock.now() - openedAt >= STABLE_MS) backoff.reset()
    const isClosing = askedToWaitMs !== null
    const waitMs = askedToWaitMs ?? backoff.next()
    askedToWaitMs = null
    tryTimer = scheduler.after(waitMs, connect)
    show({ state: 'offline', reason: isClosing ? 'server_closing' : reason, nextTryAt: clock.now() + waitMs })
    if (wasOpen) parts.ended()
    failCalls()
  }

  function failCalls(): void {
    const failing = [...underWay]
    underWay.clear()
    for (const fail of failing) fail(new LinkLost())
  }

  function call<Name extends SocketCallName>(
    name: Name,
    payload: CallPayload<Name>,
    ackMaxMs = ACK_MAX_MS,
  ): Promise<SocketAnswer<Name>> {
    return new Promise((resolve, reject) => {
      if (link === null || snapshot.state !== 'online') return reject(new LinkLost())
      const timer = scheduler.after(ackMaxMs, () => end('lost'))
      const fail = (error: Error) => {
        timer.cancel()
        reject(error)
      }
      underWay.add(fail)
      link.call(name, payload, (ack) => {
        if (!underWay.delete(fail)) return
        if (!ack.ok) return fail(toError(ack.error))
        timer.cancel()
        resolve(ack)
      })
    })
  }

  return {
    ...subscribable,
    start: connect,
    tryNow() {
      if (snapshot.state !== 'offline' || snapshot.reason === 'server_closing') return
      backoff.reset()
      connect()
    },
    call,
    close() {
      if (snapshot.state === 'closed') return
      leave()
      show({ state: 'closed' })
      failCalls()
    },
  }
}
