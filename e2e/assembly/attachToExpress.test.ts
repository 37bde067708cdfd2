import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBoard } from '../../examples/attach-to-express/board.ts'
import { ROOT, readDocument } from '../docs/documents.ts'

/** Somebody at the board with a browser’s cookie. */
class Member extends Person {
  cookie = ''

  async ask(route: string, body?: string, type = 'application/json') {
    const [method = '', path = ''] = route.split(' ')
    const headers = { cookie: this.cookie, ...(body === undefined ? {} : { 'content-type': type }) }
    const response = await fetch(this.url + path, { method, headers, ...(body === undefined ? {} : { body }) })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  static async logIn(url: string, name: string): Promise<Member> {
    const stranger = new Member(url, { id: '', name, email: '', token: '' })
    const form = new URLSearchParams({ name }).toString()
    const { text, headers } = await stranger.ask('POST /login', form, 'application/x-www-form-urlencoded')
    const member = new Member(url, { id: JSON.parse(text).userId, name, email: '', token: '' })
    member.cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    return member
  }
}

describe('examples/attach-to-express', () => {
  let folder: string
  let child: ChildProcess
  let url = ''
  let alone: Server
  let aloneUrl = ''

  // Without npm between, which would take the signals; what it runs is read from where npm reads it.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'linsta-board-'))
    const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> }
    const [command, ...args] = scripts['attach-to-express']?.split(' ') ?? []
    expect(command).toBe('node')
    const env = { ...process.env, PORT: '0', LINSTA_DATA: folder }
    child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [output] = await once(child.stdout ?? child, 'data')
    url = /http:\S+/.exec(String(output))?.[0] ?? ''
    alone = createServer(createBoard().app).listen(0, '127.0.0.1')
    await once(alone, 'listening')
    aloneUrl = `http://127.0.0.1:${(alone.address() as AddressInfo).port}`
  }, 60_000)
  afterAll(async () => {
    child.kill('SIGKILL')
    alone.closeAllConnections()
    alone.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('attaches Linsta in under ten lines, to an app that knows nothing of it', () => {
    const lines = readDocument('examples/attach-to-express/server.ts').split('\n')
    const start = lines.findIndex((line) => line.startsWith('const dataFolder'))
    const end = lines.findIndex((line) => line.startsWith('server.listen'))
    const attaching = lines.slice(start, end).filter((line) => line !== '')
    expect(attaching.join('\n')).toContain('linsta.attach(server)')
    expect(attaching.length).toBeLessThan(10)
    expect(readDocument('examples/attach-to-express/board.ts')).not.toMatch(/linsta/i)
  })

  it('leaves the board’s own routes, headers, parsers and errors as they were', async () => {
    const play = async (at: string) => {
      const ann = await Member.logIn(at, 'Ann')
      const stranger = new Member(at, { id: '', name: '', email: '', token: '' })
      const form = 'application/x-www-form-urlencoded'
      const posted = await ann.ask('POST /api/posts', JSON.stringify({ text: 'x'.repeat(200_000) }))
      const answers = [
        posted,
        await ann.ask('POST /api/posts', 'text=A+sofa', form),
        await ann.ask(`POST /api/posts/${JSON.parse(posted.text).id}/replies`, '{"text":"Mine"}'),
        await ann.ask('GET /api/posts'),
        await stranger.ask('POST /api/posts', '{"text":"A sofa"}'),
        await ann.ask('POST /api/posts', '{"text":'),
        ...(await Promise.all(
          ['/', '/healthz', '/api', '/api/nowhere', '/api/posts/1'].map((path) => ann.ask(`GET ${path}`)),
        )),
        await ann.ask('OPTIONS /api/posts'),
        await ann.ask('DELETE /api/notifications'),
      ]
      return answers.map(({ status, headers, text }) => {
        const { date: _date, etag: _etag, ...others } = Object.fromEntries(headers)
        // UUIDs are made anew each time.
        return { status, headers: others, text: text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID') }
      })
    }
    const [attached, expected] = [await play(url), await play(aloneUrl)]
    expect(attached).toEqual(expected)
    expect(attached.map(({ status }) => status)).toEqual([
      ...[201, 201, 201, 200, 401, 400],
      ...[404, 404, 404, 404, 404, 404, 404],
    ])
  })

  it.each(['websocket', 'polling'])(
    'gives its people chat, presence and notifications by the board’s cookie (%s)',
    async (transport) => {
      const [ada, ben] = [await Member.logIn(url, `Ada ${transport}`), await Member.logIn(url, `Ben ${transport}`)]
      const join = (member: Member) =>
        member.connect({ auth: {}, extraHeaders: { cookie: member.cookie }, transports: [transport] })
      const ask = async (member: Member, route: string, body?: object) =>
        JSON.parse((await member.ask(route, body && JSON.stringify(body))).text)
      const { chatRoomId } = await ask(ada, 'POST /api/chat/rooms', { otherUserId: ben.id })
      // Ben was never there: his name comes from the board.
      const [room] = await ask(ada, 'GET /api/chat/rooms')
      expect(room.participants).toMatchObject([
        { _id: ada.id, name: ada.name },
        { _id: ben.id, name: ben.name },
      ])

      const fromAda = await join(ada)
      const watched = await fromAda.call('subscribe_presence', { userIds: [ben.id] })
      expect(watched).toMatchObject({ ok: true, presence: [{ userId: ben.id, online: false }] })
      const fromBen = await join(ben)
      expect(await fromAda.waitFor('presence')).toMatchObject([{ userId: ben.id, online: true }])
      fromAda.emit('join_room', { chatRoomId })
      await fromAda.settled()
      await fromBen.call('send_message', { chatRoomId, text: 'Is the sofa still there?' })
      expect(await fromAda.waitFor('receive_message')).toMatchObject([{ senderId: ben.id }])

      const post = await ask(ada, 'POST /api/posts', { text: 'A sofa' })
      await ask(ben, `POST /api/posts/${post.id}/replies`, { text: 'Mine!' })
      const told = { type: 'REPLY', message: `${ben.name} replied to you`, referenceId: post.id }
      expect(await fromAda.waitFor('notification')).toMatchObject([{ userId: ada.id, ...told }])
      expect(await ask(ada, 'GET /api/notifications')).toMatchObject([told])
      if (transport === 'websocket') for (const member of [ada, ben]) member.leave()
    },
  )

  // The connections of the test before are still there.
  it('ends by itself when it is told to: Linsta leaves nothing behind', async () => {
    expect(readDocument('examples/attach-to-express/server.ts')).not.toContain('process.exit')
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  })
})
