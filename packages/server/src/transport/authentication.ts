import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { LinstaError } from '@linsta/protocol'
import type { Logger } from 'pino'
import { z } from 'zod'
import { hostUser } from '../directory.ts'
import type { People } from '../people.ts'
import type { Clock } from '../ports/clock.ts'
import type { Identity, Tokens } from '../tokens.ts'

/** Who calls, whatever they call by. */
export type Authentication = {
  /** Who a request comes from; undefined if it does not say. @throws LinstaError `token_invalid` */
  ofRequest(request: IncomingMessage): Promise<Identity | undefined>
  /** Who connects. `token` is what the client connects with, if anything. @throws LinstaError `token_missing`, `token_invalid` */
  ofHandshake(handshake: { request: IncomingMessage; token: unknown }): Promise<Identity>
  /** Whose a token is, by which a connection lives on. @throws LinstaError `token_invalid` */
  ofToken(token: string): Promise<Identity>
}

/** By our own tokens. */
export function createTokenAuthentication(tokens: Pick<Tokens, 'verify'>): Authentication {
  return {
    async ofRequest({ headers }) {
      const [, bearer] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
      return bearer === undefined ? undefined : tokens.verify(bearer)
    },
    async ofHandshake({ token }) {
      if (isMissing(token)) throw new LinstaError('token_missing')
      if (typeof token !== 'string') throw new LinstaError('token_invalid')
      return tokens.verify(token)
    },
    ofToken: tokens.verify,
  }
}

const isMissing = (token: unknown): boolean => token === undefined || token === null || token === ''

/** What a host's log-in says of whoever is logged in. */
export type HostIdentity = {
  /** The app's own id of them: 1 to 128 characters. */
  userId: string
  /** What others see; left out, what is known of them stays. */
  name?: string | null | undefined
  picture?: string | null | undefined
  /** When the log-in ends, as a `Date` or in milliseconds since 1970: their connections are closed then. */
  expiresAt?: Date | number | null | undefined
}

/**
 * Who is logged in, by whatever the app tells it by; null if nobody is. It is given the HTTP request, and for sockets
 * the request that opened them, whose headers have the same cookies. That one went through none of the app's middleware.
 */
export type HostAuthenticate = (
  request: IncomingMessage,
) => HostIdentity | null | undefined | Promise<HostIdentity | null | undefined>

const NEVER = Date.UTC(9999, 11, 31) // the last year that an ISO time writes with four digits

const hostIdentity = hostUser.extend({
  expiresAt: z
    .union([z.date().transform((date) => date.getTime()), z.number()])
    .nullish()
    .transform((expiresAt) => Math.min(expiresAt ?? NEVER, NEVER)),
})

/** By the log-in of the app that Linsta is attached to. What goes wrong in it lets nobody in. */
export function createHostAuthentication(parts: {
  authenticate: HostAuthenticate
  people: Pick<People, 'seen'>
  clock: Clock
  logger: Logger
}): Authentication {
  const { authenticate, people, clock, logger } = parts

  async function ask(request: IncomingMessage): Promise<Identity | undefined> {
    const answer = await authenticate(request)
    if (answer === null || answer === undefined) return undefined
    const { expiresAt, ...user } = hostIdentity.parse(answer)
    if (expiresAt <= clock.now()) throw new LinstaError('token_invalid')
    // A name that is not remembered keeps nobody out.
    await people.seen(user).catch((error) => logger.warn({ err: error }, 'a name was not remembered'))
    return { userId: user.userId, expiresAt }
  }

  return {
    ofRequest: ask,
    async ofHandshake({ request, token }) {
      // Browsers cannot put a header on a WebSocket: an app that logs in by token finds it where it looks for it.
      if (typeof token === 'string' && token !== '') request.headers.authorization ??= `Bearer ${token}`
      const identity = await ask(request)
      if (identity === undefined) throw new LinstaError(isMissing(token) ? 'token_missing' : 'token_invalid')
      return identity
    },
    async ofToken(token) {
      const request = new IncomingMessage(new Socket())
      request.headers.authorization = `Bearer ${token}`
      const identity = await ask(request)
      if (identity === undefined) throw new LinstaError('token_invalid')
      return identity
    },
  }
}
