import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinsta, type Linsta, type LinstaOptions } from '@linsta/server'
import { type Answer, Person } from '@linsta/testkit'
import express, { type Express } from 'express'

/** Somebody of the app, by a cookie: over HTTP and Socket.IO alike, and with no token at all. */
class Guest extends Person {
  readonly cookie: string

  constructor(url: string, id: string) {
    super(url, { id, name: '', email: '', token: '' })
    this.cookie = `session=${encodeURIComponent(id)}`
  }

  /** A call with the cookie; `path` is as the app serves it. */
  async ask(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(this.url + path, {
      method,
      headers: {
        cookie: this.cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }

  /** Connects with the cookie alone, as a browser would. */
  join(options: Parameters<Person['connect']>[0] = {}) {
    return this.connect({ auth: {}, extraHeaders: { cookie: this.cookie }, ...options })
  }
}

/** The log-in of the app: whose session a cookie is. */
export function sessionOf({ headers }: IncomingMessage): string | undefined {
  const [, id] = /(?:^|; )session=([^;]+)/.exec(headers.cookie ?? '') ?? []
  return id === undefined ? undefined : decodeURIComponent(id)
}

export type HostApp = { url: string; linsta: Linsta; server: Server; guest(id: string): Guest; close(): Promise<void> }

/**
 * An app with its own log-in, to which Linsta is attached.
 * @param parts.around builds the app around Linsta's router; it is the whole app without it
 */
export async function startHostApp(
  parts: {
    options?: Partial<LinstaOptions>
    around?: (app: Express, linsta: Linsta) => void
    attach?: (linsta: Linsta, server: Server) => void
  } = {},
): Promise<HostApp> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'linsta-host-'))
  const linsta = await createLinsta({
    dataFolder,
    limits: 'off',
    authenticate(request) {
      const userId = sessionOf(request)
      return userId === undefined ? null : { userId }
    },
    ...parts.options,
  })
  const app = express()
  const { around = () => app.use(linsta.router), attach = () => linsta.attach(server) } = parts
  around(app, linsta)
  const server = createServer(app)
  attach(linsta, server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    linsta,
    server,
    guest: (id) => new Guest(url, id),
    async close() {
      await linsta.close()
      server.closeAllConnections()
      server.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
