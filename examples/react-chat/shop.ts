import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinsta } from '@linsta/server'
import express, { type Request } from 'express'
import { SignJWT } from 'jose'
import { build } from 'vite'

/*
 * The shop: its own people and log-in, its own pages, and Linsta inside. What it does for Linsta is to sign tokens, and
 * to open the room of an order.
 */

const PEOPLE = new Map([
  ['ada', { userId: 'customer-17', name: 'Ada Lindqvist' }],
  ['ben', { userId: 'workshop-2', name: 'Ben Ivarsen' }],
])
const SECRET = 'what the shop signs its tokens with'

/** A log-in that everybody gets past: `?as=ada`. */
const whoAsks = ({ query }: Request) => PEOPLE.get(String(query.as)) ?? PEOPLE.get('ada')

const tokenOf = (userId: string): Promise<string> =>
  new SignJWT({ userId })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))

const dataFolder = await mkdtemp(join(tmpdir(), 'linsta-shop-'))
const linsta = await createLinsta({
  dataFolder,
  jwtSecret: SECRET,
  features: { accounts: false, posts: false, events: false },
})
const pages = fileURLToPath(new URL('dist', import.meta.url))
await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)), logLevel: 'error' })

const app = express()
app.get('/session', (request, response) => {
  response.json({ name: whoAsks(request)?.name, chatRoomId })
})
app.get('/token', async (request, response) => {
  response.json({ token: await tokenOf(whoAsks(request)?.userId ?? '') })
})
app.use(express.static(pages))
app.use(linsta.router)

const server = createServer(app)
linsta.attach(server)
server.listen(Number(process.env.PORT ?? 4_000), '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

/** Calls Linsta for one of the shop's people. */
async function call(userId: string, route: { method: string; path: string; body: object }) {
  const response = await fetch(url + route.path, {
    method: route.method,
    headers: { Authorization: `Bearer ${await tokenOf(userId)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(route.body),
  })
  if (!response.ok) throw new Error(`${route.method} ${route.path}: ${response.status} ${await response.text()}`)
  return response.json()
}

for (const { userId, name } of PEOPLE.values())
  await call(userId, { method: 'PUT', path: '/api/users/me', body: { name } })
const { chatRoomId } = await call('customer-17', {
  method: 'POST',
  path: '/api/chat/rooms',
  body: { otherUserId: 'workshop-2' },
})

console.log(`
  A shop with a conversation in it, from both sides:

  Ada, who ordered      ${url}/?as=ada
  Ben, who repairs      ${url}/?as=ben

  Ctrl+C ends it, and nothing is kept.
`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await linsta.close()
    server.closeAllConnections()
    server.close()
    await rm(dataFolder, { recursive: true, force: true })
  })
}
