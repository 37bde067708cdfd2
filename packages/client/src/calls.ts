import type { SocketAnswer, SocketCallName } from '@linsta/protocol'
import { LinstaError } from '@linsta/protocol/errors'
import { createBackoff } from './backoff.ts'
import { clientClosed, isRetryable, LinkLost, toLinstaError } from './callErrors.ts'
import type { Connection } from './connection.ts'
import type { CallPayload, Random, Scheduler, Timer } from './ports.ts'

const PATIENCE_MS = 30_000 // somebody looks at a spinner: longer is told as an error

export type CallOptions = {
  /** Milliseconds after which it rejects with `unavailable`; `Infinity` for what nobody waits for. */
  patienceMs?: number
}

/** Calls that live through reconnects: each waits until the client is in step, and is repeated until it is answered. */
export type Calls = {
  /** @throws LinstaError what the server refuses for good; `unavailable` when patience ends or the client is closed */
  request<Name extends SocketCallName>(
    name: Name,
    payload: CallPayload<Name>,
    options?: CallOptions,
  ): Promise<SocketAnswer<Name>>
  /** Says something that is worth nothing later: not sent while out of step, and nobody hears whether it arrived. */
  tell<Name extends SocketCallName>(name: Name, payload: CallPayload<Name>): void
  /** In step: the server has subscribed the link to everything. */
  open(): void
  /** Out of step. */
  hold(): void
  close(): void
}

export function createCalls(parts: {
  connection: Pick<Connection, 'call'>
  scheduler: Scheduler
  random: Random
}): Calls {
  const { connection, scheduler, random } = parts
  const unanswered = new Set<(error: LinstaError) => void>()
  let isOpen = false
  let isClosed = false
  let waiting: (() => void)[] = []

  function request<Name extends SocketCallName>(
    name: Name,
    payload: CallPayload<Name>,
    { patienceMs = PATIENCE_MS }: CallOptions = {},
  ): Promise<SocketAnswer<Name>> {
    return new Promise((resolve, reject) => {
      if (isClosed) return reject(clientClosed())
      const backoff = createBackoff(random)
      let retry: Timer | null = null
      unanswered.add(fail)
      const patience =
        patienceMs === Number.POSITIVE_INFINITY
          ? null
          : scheduler.after(patienceMs, () =>
              fail(new LinstaError('unavailable', { sentence: 'The server cannot be reached' })),
            )
      attempt()

      function finish(): boolean {
        if (!unanswered.delete(fail)) return false
        patience?.cancel()
        retry?.cancel()
        return true
      }

      function fail(error: LinstaError): void {
        if (finish()) reject(error)
      }

      function attempt(): void {
        if (!unanswered.has(fail)) return
        if (!isOpen) {
          waiting.push(attempt)
          return
        }
        connection.call(name, payload).then((answer) => {
          if (finish()) resolve(answer)
        }, failedOnce)
      }

      function failedOnce(thrown: unknown): void {
        if (!unanswered.has(fail)) return
        if (thrown instanceof LinkLost) {
          attempt()
          return
        }
        const error = toLinstaError(thrown)
        if (isRetryable(error)) {
          retry = scheduler.after(error.retryAfterMs ?? backoff.next(), attempt)
        } else fail(error)
      }
    })
  }

  return {
    request,
    tell(name, payload) {
      if (isOpen) connection.call(name, payload).catch(() => {})
    },
    open() {
      isOpen = true
      const ready = waiting
      waiting = []
      for (const attempt of ready) attempt()
    },
    hold() {
      isOpen = false
    },
    close() {
      isClosed = true
      waiting = []
      for (const fail of [...unanswered]) fail(clientClosed())
    },
  }
}
