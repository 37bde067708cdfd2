import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { createLinstaClient } from '@linsta/client'
import { createRestClient } from '@linsta/client/rest'
import { createLinsta } from '@linsta/server'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { type HostApp, startHostApp } from './aHostApp.ts'

describe('a Linsta in an app that has routes, headers and parsers of its own', () => {
  let host: HostApp
  afterEach(() => host?.close())

  /** What the app does by itself, behind Linsta or before it. */
  function addOwn(app: Express): void {
    app.use((_request, response, next) => {
      response.set('X-App', 'own')
      next()
    })
    app.get('/api/posts', (_request, response) => void response.json(['the app’s own']))
    app.delete('/api/notifications', (_request, response) => void response.send('the app’s own'))
    app.post('/webhook', express.raw({ type: () => true }), ({ body }, response) => {
      response.send(`${body.length} bytes`)
    })
    app.post('/fails', () => {
      throw new Error('the app’s own')
    })
    // biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four parameters.
    const answerError: ErrorRequestHandler = (error: Error, _request, response, _next) => {
      response.status(418).send(error.message)
    }
    app.use(answerError)
  }

  it.each(['before', 'after'])('touches nothing but its own routes, mounted %s those', async (place) => {
    const around = (app: Express, router: HostApp['linsta']['router']) => {
      if (place === 'before') app.use(router)
      addOwn(app)
      if (place === 'after') app.use(router)
    }
    host = await startHostApp({ around: (app, linsta) => around(app, linsta.router) })
    const ann = host.guest('ann')
    const foreign = { origin: 'https://elsewhere.example.org' }
    const own = await Promise.all([
      ann.ask('GET /api/posts', undefined, foreign),
      ann.ask('DELETE /api/notifications', undefined, foreign),
      ann.ask('POST /webhook', '"not JSON', foreign),
      ann.ask('POST /fails', undefined, foreign),
      ann.ask('GET /nowhere', undefined, foreign),
      ann.ask('GET /', undefined, foreign),
      ann.ask('POST /api/chat', '"not JSON', foreign),
      ann.ask('OPTIONS /api/notifications', undefined, { ...foreign, 'access-control-request-method': 'DELETE' }),
    ])
    const alone = express()
    addOwn(alone)
    const plain = await startHostApp({ around: (app) => void app.use(alone) })
    const expected = await Promise.all([
      plain.guest('ann').ask('GET /api/posts', undefined, foreign),
      plain.guest('ann').ask('DELETE /api/notifications', undefined, foreign),
      plain.guest('ann').ask('POST /webhook', '"not JSON', foreign),
      plain.guest('ann').ask('POST /fails', undefined, foreign),
      plain.guest('ann').ask('GET /nowhere', undefined, foreign),
      plain.guest('ann').ask('GET /', undefined, foreign),
      plain.guest('ann').ask('POST /api/chat', '"not JSON', foreign),
    ])
    await plain.close()
    const seen = ({ status, headers, body }: (typeof own)[number]) => {
      const { date: _date, ...others } = Object.fromEntries(headers)
      return { status, headers: others, body }
    }
    expect(own.slice(0, 7).map(seen)).toEqual(expected.map(seen))
    expect(own.map(({ status }) => status)).toEqual([200, 200, 200, 418, 404, 404, 404, 200])
    expect(own[7]?.headers.has('access-control-allow-origin')).toBe(false)

    // Its own have all of it.
    const ours = await ann.ask('GET /api/notifications')
    expect(ours).toMatchObject({ status: 200, body: [] })
    expect(ours.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await ann.ask('GET /api/notifications', undefined, foreign)).status).toBe(403)
    const preflight = { 'access-control-request-method': 'GET', origin: host.url }
    const answer = await ann.ask('OPTIONS /api/notifications', undefined, preflight)
    expect(answer).toMatchObject({ status: 204 })
    expect(answer.headers.get('access-control-allow-origin')).toBe(host.url)
  })

  it('[P5] lets no other site act by a browser’s cookies, not even one on this computer', async () => {
    host = await startHostApp({ options: { origins: ['https://app.example.org'] } })
    const ann = host.guest('ann')
    const room = (origin: string) => ann.ask('POST /api/chat/rooms', { otherUserId: 'bob' }, { origin })
    expect((await room('https://app.example.org')).status).toBe(200)
    for (const origin of ['https://evil.example.org', 'http://localhost:1', 'null']) {
      expect((await room(origin)).status, origin).toBe(403)
      const refused = ann.join({ extraHeaders: { cookie: ann.cookie, origin }, transports: ['websocket'] })
      await expect(refused, origin).rejects.toThrow()
    }
  })

  describe('below a basePath', () => {
    const basePath = '/inside/linsta'

    it.each(['websocket', 'polling'])(
      'has its routes and its Socket.IO there, and nowhere else (%s)',
      async (transport) => {
        host = await startHostApp({ options: { basePath } })
        const [ann, bob] = [host.guest('ann'), host.guest('bob')]
        const opened = await ann.ask(`POST ${basePath}/api/chat/rooms`, { otherUserId: 'bob' })
        expect(opened.status).toBe(200)
        const at = { path: `${basePath}/socket.io`, transports: [transport] }
        const [fromAnn, fromBob] = [await ann.join(at), await bob.join(at)]
        const { chatRoomId } = opened.body
        fromBob.emit('join_room', { chatRoomId })
        await fromBob.settled()
        await fromAnn.call('send_message', { chatRoomId, text: 'Hello' })
        expect(await fromBob.waitFor('receive_message')).toMatchObject([{ text: 'Hello' }])
        for (const path of ['/api/chat/rooms', `${basePath}/api/posts`, `${basePath}`, `${basePath}/nowhere`]) {
          expect((await ann.ask(`GET ${path}`)).body, path).toContain(`Cannot GET ${path}`)
        }
        await expect(ann.join({ transports: ['polling'] })).rejects.toThrow()
        for (const guest of [ann, bob]) guest.leave()
      },
    )

    it('is where the SDK finds it, by tokens of the app’s own', async () => {
      host = await startHostApp({
        options: {
          basePath,
          authenticate: ({ headers }) => (headers.authorization === 'Bearer of Ann' ? { userId: 'ann' } : null),
        },
      })
      const url = host.url + basePath
      const getToken = async () => 'of Ann'
      const { chatRoomId } = await createRestClient({ url, getToken })('openRoom', { body: { otherUserId: 'bob' } })
      const client = createLinstaClient({ url, userId: 'ann', getToken })
      expect(await client.room(chatRoomId).send('Hello')).toMatchObject({ text: 'Hello', senderId: 'ann' })
      client.close()
    })

    it.each(['linsta', '/linsta/', '/a b', '/:any', '/(.*)'])('%j is none', async (wrong) => {
      await expect(createLinsta({ authenticate: () => null, basePath: wrong })).rejects.toThrow(/^basePath must be/)
    })

    it('has no place for the web app, which is at the root', async () => {
      await expect(createLinsta({ basePath })).rejects.toThrow(/leave the feature web out/)
    })
  })

  describe('behind the app’s own parsers', () => {
    const parsers = {
      json: express.json(),
      'json with bodies of any size': express.json({ limit: '10mb' }),
      text: express.text({ type: () => true }),
      raw: express.raw({ type: () => true }),
      'forms, which leaves JSON alone': express.urlencoded({ extended: true }),
      // As body-parser did it before 2.0.
      'one that leaves an empty object where it parses nothing': ((request, _response, next) => {
        request.body = {}
        next()
      }) as express.RequestHandler,
    }

    it.each(Object.entries(parsers))('%s, it takes what is JSON and refuses what is not', async (_name, parser) => {
      host = await startHostApp({ around: (app, linsta) => void app.use(parser, linsta.router) })
      const ann = host.guest('ann')
      const opened = await ann.ask('POST /api/chat/rooms', { otherUserId: 'bob' })
      expect(opened).toMatchObject({ status: 200, body: { participants: ['ann', 'bob'] } })
      const { chatRoomId } = opened.body
      const text = 'a=b&c=d+e [f] %41 ü'
      const sent = await ann.ask('POST /api/chat/messages', { chatRoomId, text })
      expect(sent).toMatchObject({ status: 201, body: { text } })
      expect((await ann.ask(`POST /api/chat/rooms/${chatRoomId}/read`)).status).toBe(200)
      expect((await ann.ask('POST /api/chat/rooms', '{"otherUserId"')).status).toBe(400)
      expect((await ann.ask('POST /api/chat/rooms', '["bob"]')).status).toBe(400)
      const large = JSON.stringify({ otherUserId: 'bob', more: 'x'.repeat(70_000) })
      expect((await ann.ask('POST /api/chat/rooms', large)).status).toBe(413)
    })

    const asForm = { 'content-type': 'application/x-www-form-urlencoded' }

    it('JSON that is declared a form is taken where nobody else reads it, and never mistaken', async () => {
      host = await startHostApp({ around: (app, linsta) => void app.use(express.json(), linsta.router) })
      const room = JSON.stringify({ otherUserId: 'bob' })
      expect((await host.guest('ann').ask('POST /api/chat/rooms', room, asForm)).status).toBe(200)
      await host.close()
      host = await startHostApp({ around: (app, linsta) => void app.use(express.urlencoded(), linsta.router) })
      expect(await host.guest('ann').ask('POST /api/chat/rooms', room, asForm)).toMatchObject({
        status: 400,
        body: { code: 'invalid_json', error: 'The body was read as a form: send it as application/json' },
      })
    })
  })

  it('leaves WebSockets of the app to the app, however long it takes to answer them', async () => {
    host = await startHostApp()
    const upgraded = new Promise<() => void>((resolve) => {
      host.server.on('upgrade', (request, socket) => {
        if (request.url !== '/own') return
        resolve(() => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: own\r\nConnection: Upgrade\r\n\r\n'))
      })
    })
    const own = httpRequest(`${host.url}/own`, { headers: { connection: 'upgrade', upgrade: 'own' } }).end()
    const answer = await upgraded
    // By itself Engine.IO ends after a second what it does not know.
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    answer()
    const [response] = await once(own, 'upgrade')
    expect(response.statusCode).toBe(101)
  })
})
