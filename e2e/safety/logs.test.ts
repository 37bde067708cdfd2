import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Person, request, ServerProcess } from '@linsta/testkit'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const PASSWORD = 'kestrel over the weir'
const WRONG_PASSWORD = 'heron under the bridge'
const TEXT = 'the quince is ripe'
const FOREIGN_TOKEN = `${Buffer.from('{"alg":"none"}').toString('base64url')}.Zm9yZWlnbiB0b2tlbg.c2lnbmF0dXJl`

type Log = { level: number; msg: string; err?: object }

describe('the log of a server at its most talkative', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LOG_LEVEL: 'trace', LINSTA_LIMITS: 'off' } })
  })
  afterAll(() => server.remove())

  const logged = (): Log[] =>
    server.output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Log] : []))

  /** Everything that works, everything that is refused, and everything malformed, each with words to look for. */
  async function spendAnEvening(ann: Person, bob: Person): Promise<string> {
    const login = (body: unknown) => request(server.url, 'POST /api/auth/login', { body })
    expect((await login({ email: ann.email, password: PASSWORD })).status).toBe(200)
    expect((await login({ email: ann.email, password: WRONG_PASSWORD })).status).toBe(401)
    expect((await login({ email: `nobody.${ann.email}`, password: PASSWORD })).status).toBe(401)
    await login({ email: [ann.email], password: { [PASSWORD]: PASSWORD } })
    const chatRoomId = await ann.roomWith(bob)
    const refusedPost = await ann.post('/api/posts', { caption: TEXT, media: [{ url: TEXT, type: TEXT }] })
    expect(refusedPost.status).toBe(400)
    const published = await ann.post('/api/posts', { caption: TEXT })
    await bob.post(`/api/posts/${published.body._id}/comment`, { text: TEXT })
    await bob.post('/api/chat/messages', { chatRoomId, text: TEXT })
    await bob.get(`/api/posts?search=${encodeURIComponent(TEXT)}`)

    const broken = `{"text":"${TEXT}","password":"${PASSWORD}","token":"${ann.token}"`
    for (const rawBody of [broken, `[${broken}}]`, `"${TEXT}"`, `${' '.repeat(70_000)}${broken}`]) {
      const answer = await request(server.url, 'POST /api/chat/messages', { token: ann.token, rawBody })
      expect(answer.status).toBeGreaterThanOrEqual(400)
    }
    expect((await request(server.url, 'GET /api/chat/rooms', { token: FOREIGN_TOKEN })).status).toBe(401)
    await request(server.url, `GET /api/no/such/path?token=${ann.token}`, { headers: { cookie: ann.token } })
    const refused = io(server.url, { auth: { token: FOREIGN_TOKEN }, transports: ['websocket'], reconnection: false })
    await new Promise((resolve) => refused.once('connect_error', resolve))

    const connection = await bob.connect({ query: { token: bob.token } })
    connection.emit('join_room', { chatRoomId })
    expect(await connection.call('send_message', { chatRoomId, text: TEXT })).toMatchObject({ ok: true })
    for (const payload of [
      TEXT,
      { text: [TEXT] },
      { chatRoomId, text: TEXT.repeat(1_000) },
      { chatRoomId: TEXT, text: TEXT },
    ]) {
      expect(await connection.call('send_message', payload)).toMatchObject({ ok: false })
    }
    connection.emit('nonsense', TEXT, ann.token)
    connection.emit('send_message', TEXT)
    await connection.settled()
    return chatRoomId
  }

  /** Takes a table away under the running server, which nothing a client can do would: its inner failures. */
  async function failInside(ann: Person, bob: Person, chatRoomId: string): Promise<void> {
    const connection = await bob.connect()
    const database = new DatabaseSync(join(server.dataFolder, 'linsta.db'))
    database.exec('PRAGMA busy_timeout = 5000; ALTER TABLE entry RENAME TO entry_away')
    const read = await ann.get(`/api/chat/messages/${chatRoomId}`)
    expect(read).toMatchObject({ status: 500, body: { error: 'Internal server error' } })
    const history = await connection.call('get_history', { chatRoomId })
    expect(history).toMatchObject({ ok: false, error: { status: 500, error: 'Failed to fetch message history' } })
    const sent = await connection.call('send_message', { chatRoomId, text: TEXT, clientMessageId: TEXT })
    expect(sent).toMatchObject({ ok: false, error: { status: 500, error: 'Failed to send message' } })
    const overRest = await ann.post('/api/chat/messages', { chatRoomId, text: TEXT })
    expect(overRest).toMatchObject({ status: 500, body: { error: 'Internal server error' } })
    for (const answer of [read.body, history, sent, overRest.body]) {
      expect(JSON.stringify(answer)).not.toMatch(/sqlite|table|entry/i)
    }
    database.exec('ALTER TABLE entry_away RENAME TO entry')
    database.close()
    expect(await connection.call('send_message', { chatRoomId, text: TEXT })).toMatchObject({ ok: true })
  }

  it('holds what failed, and no text, password, hash, token, secret or email', async () => {
    const [ann, bob] = (await Promise.all(
      ['Annabella', 'Bartholomew'].map(async (name) => {
        const email = `${name.toLowerCase()}@quay.example`
        const body = { name, email, password: PASSWORD }
        const answer = await request(server.url, 'POST /api/auth/register', { body })
        expect(answer.status).toBe(201)
        return new Person(server.url, { ...answer.body.user, token: answer.body.token })
      }),
    )) as [Person, Person]
    const chatRoomId = await spendAnEvening(ann, bob)
    await failInside(ann, bob, chatRoomId)
    ann.leave()
    bob.leave()
    expect(await server.kill('SIGTERM')).toBe(0)
    expect(server.output.length).toBeLessThan(100_000) // all of it was kept

    // What failed inside is there to be found, with where it failed.
    const failures = logged().filter(({ level }) => level >= 50)
    expect(failures.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['request failed', 'call failed']))
    expect(failures).toHaveLength(4)
    for (const { err } of failures) expect(err).toMatchObject({ message: expect.stringContaining('no such table') })

    const database = new DatabaseSync(join(server.dataFolder, 'linsta.db'))
    const hashes = database.prepare('SELECT password_hash FROM account').all()
    database.close()
    expect(hashes).toHaveLength(2)
    // As OWASP has it, and not in the log.
    for (const { password_hash } of hashes) expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)

    const parts = [ann.token, bob.token, FOREIGN_TOKEN].flatMap((token) => [token, ...token.split('.').slice(1)])
    const hidden = [
      ...[TEXT, PASSWORD, WRONG_PASSWORD, '@quay.example', 'Annabella', 'Bartholomew', 'argon2'],
      ...[encodeURIComponent(TEXT), readFileSync(join(server.dataFolder, 'jwt-secret'), 'utf8')],
      ...hashes.map(({ password_hash }) => String(password_hash)),
      ...parts,
    ]
    for (const words of hidden) expect(server.output).not.toContain(words)
  })
})
