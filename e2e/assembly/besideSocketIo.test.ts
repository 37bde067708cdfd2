import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createLinsta } from '@linsta/server'
import { Server } from 'socket.io'
import { io as connect } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { type HostApp, startHostApp } from './aHostApp.ts'

describe('a Linsta beside a Socket.IO that the app has already', () => {
  let host: HostApp
  let own: Server
  afterEach(() => host?.close())

  /** The app’s own: it greets everybody, and lets nobody into `/staff`. */
  const startBeside = (options: Parameters<typeof startHostApp>[0] = {}) =>
    startHostApp({
      ...options,
      attach(linsta, server) {
        own = new Server(server, { maxHttpBufferSize: 200_000 })
        own.on('connection', (socket) => {
          socket.on('how long', (text: string, answer: (length: number) => void) => answer(text.length))
          socket.on('send_message', (_message: unknown, answer: (text: string) => void) => answer('the app’s own'))
        })
        own.of('/staff').use((_socket, next) => next(new Error('staff only')))
        linsta.attach(own)
      },
    })

  const connectToOwn = async (namespace = '', transport = 'websocket') => {
    const socket = connect(host.url + namespace, { transports: [transport], forceNew: true, reconnection: false })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    return socket
  }

  it.each([
    ['websocket', undefined, '/linsta/socket.io'],
    ['polling', undefined, '/linsta/socket.io'],
    ['websocket', '/chat', '/chat/socket.io'],
  ])('serves on the same server and leaves the app’s as it is (%s, basePath %s)', async (transport, basePath, path) => {
    host = await startBeside(basePath === undefined ? {} : { options: { basePath } })
    const [ann, bob] = [host.guest('ann'), host.guest('bob')]
    const at = { path, transports: [transport] }
    const [fromAnn, fromBob] = [await ann.join(at), await bob.join(at)]
    const { chatRoomId } = (await ann.ask(`POST ${basePath ?? ''}/api/chat/rooms`, { otherUserId: 'bob' })).body
    fromBob.emit('join_room', { chatRoomId })
    await fromBob.settled()
    await fromAnn.call('send_message', { chatRoomId, text: 'Hello' })
    expect(await fromBob.waitFor('receive_message')).toMatchObject([{ text: 'Hello', senderId: 'ann' }])

    // Nobody asks the app's people for Linsta's log-in, its calls are its own, and so are its bounds.
    const theirs = await connectToOwn('', transport)
    expect(await theirs.emitWithAck('how long', 'x'.repeat(150_000))).toBe(150_000)
    expect(await theirs.emitWithAck('send_message', { chatRoomId, text: 'Hello' })).toBe('the app’s own')
    await expect(connectToOwn('/staff', transport)).rejects.toThrow('staff only')
    expect(own.of('/').sockets.size).toBe(1)

    await host.linsta.close()
    expect(await theirs.emitWithAck('how long', 'still')).toBe(5)
    expect(fromAnn.socket.connected).toBe(false)
    const later = await connectToOwn('', transport)
    later.close()
    theirs.close()
  })

  it.each(['an HTTP server', 'a Socket.IO'])('takes its listeners off %s when it is closed', async (kind) => {
    const server = createServer((_request, response) => response.end())
    const io = kind === 'a Socket.IO' ? new Server(server) : undefined
    const listeners = () =>
      ['request', 'upgrade', 'listening', 'close', 'connection', 'error'].map((name) => server.rawListeners(name))
    const before = listeners()
    host = await startHostApp({ attach: (linsta) => linsta.attach(io ?? server) })
    expect(listeners()).not.toEqual(before)
    await host.linsta.close()
    expect(listeners()).toEqual(before)
  })

  it('says so where that one is on no server yet', async () => {
    host = await startHostApp({
      attach: (linsta) => expect(() => linsta.attach(new Server())).toThrow(/no HTTP server yet/),
    })
  })

  it('two of them are on one server, each with its people', async () => {
    const logIn = (names: string[]) => ({
      authenticate: ({ headers }: { headers: { cookie?: string | undefined } }) => {
        const name = headers.cookie?.replace('session=', '') ?? ''
        return names.includes(name) ? { userId: name } : null
      },
    })
    const dataFolder = `${process.env.TMPDIR ?? '/tmp'}/linsta-second-${process.pid}`
    const second = await createLinsta({ dataFolder, basePath: '/second', ...logIn(['bob']) })
    host = await startHostApp({
      options: { basePath: '/first', ...logIn(['ann']) },
      around: (app, linsta) => void app.use(linsta.router, second.router),
      attach(linsta, server) {
        linsta.attach(server)
        second.attach(server)
      },
    })
    try {
      const [ann, bob] = [host.guest('ann'), host.guest('bob')]
      const statuses = async (path: string) =>
        Promise.all([ann, bob].map(async (guest) => (await guest.ask(`GET ${path}/api/chat/rooms`)).status))
      expect(await statuses('/first')).toEqual([200, 401])
      expect(await statuses('/second')).toEqual([401, 200])
      const fromAnn = await ann.join({ path: '/first/socket.io' })
      const fromBob = await bob.join({ path: '/second/socket.io' })
      await expect(bob.join({ path: '/first/socket.io' })).rejects.toThrow('No authentication token')
      await host.linsta.close()
      expect(fromAnn.socket.connected).toBe(false)
      await fromBob.settled()
      const again = await bob.join({ path: '/second/socket.io' })
      await again.settled()
      bob.leave()
    } finally {
      await second.close()
      await rm(dataFolder, { recursive: true, force: true })
    }
  })
})
