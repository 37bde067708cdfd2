import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinsta, type Linsta, type LinstaOptions } from '@linsta/server'
import { Person, request } from '@linsta/testkit'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const SECRET = 'a secret between the host and Linsta'

/** A host app that listens by itself, and puts a route of its own before Linsta's. */
async function host(options: LinstaOptions) {
  const linsta = await createLinsta({ jwtSecret: SECRET, limits: 'off', features: { accounts: false }, ...options })
  const app = express()
  app.get('/own', (_request, response) => void response.send('the host’s own'))
  const server = createServer(app.use(linsta.router))
  linsta.attach(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { linsta, server, url: `http://127.0.0.1:${address.port}` }
}

describe('closing a Linsta that a host app built', () => {
  let dataFolder: string
  let hosted: Awaited<ReturnType<typeof host>>
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'linsta-close-'))
  })
  afterEach(async () => {
    await hosted.linsta.close()
    hosted.server.close()
    hosted.server.closeAllConnections()
    await rm(dataFolder, { recursive: true, force: true })
  })

  /** What `linsta` refuses, until it does not: everything of an open folder is taken. */
  const isOpen = async (): Promise<boolean> => {
    try {
      const another: Linsta = await createLinsta({ dataFolder, jwtSecret: SECRET })
      await another.close()
      return false
    } catch (error) {
      expect(String(error)).toMatch(/Another Linsta runs on the data folder/)
      return true
    }
  }

  it('twice, or ten times at once, is closing it once, and each resolves when it is closed', async () => {
    hosted = await host({ dataFolder })
    const { linsta, url } = hosted
    expect(linsta.isReady()).toBe(true)
    await Person.minted(url, 'ann', SECRET).connect()
    expect(await isOpen()).toBe(true)
    const closings = Array.from({ length: 10 }, () => linsta.close())
    expect(linsta.isReady()).toBe(false)
    await closings.at(-1)
    expect(await isOpen()).toBe(false)
    await Promise.all(closings)
    await linsta.close()
  })

  it('that serves nobody yet is as good: before it is attached, and not again after', async () => {
    const linsta = await createLinsta({ dataFolder, jwtSecret: SECRET })
    await linsta.close()
    expect(() => linsta.attach(createServer())).toThrow('This Linsta is closed')
    hosted = await host({ dataFolder })
    expect(() => hosted.linsta.attach(createServer())).toThrow('This Linsta is attached already')
  })

  it('leaves the folder to the next when it could not be built', async () => {
    await expect(createLinsta({ dataFolder, isProduction: true, jwtSecret: 'weak' })).rejects.toThrow(/^JWT_SECRET is/)
    expect(await isOpen()).toBe(false)
    hosted = await host({ dataFolder })
  })

  it('[P1] in mid-traffic keeps everything that was acked, over sockets and over REST', async () => {
    hosted = await host({ dataFolder })
    const { linsta, url } = hosted
    const [ann, bob] = [Person.minted(url, 'ann', SECRET), Person.minted(url, 'bob', SECRET)]
    const chatRoomId = await ann.roomWith(bob)
    const { socket } = await ann.connect()
    const acked: string[] = []
    let isClosing = false
    let sent = 0

    const overSocket = new Promise<void>((resolve) => {
      socket.once('disconnect', () => resolve())
      const send = () => {
        const text = `socket ${++sent}`
        socket.emit('send_message', { chatRoomId, text }, ({ ok }: { ok: boolean }) => {
          if (ok) acked.push(text)
          if (socket.connected) send()
        })
      }
      for (let lane = 0; lane < 8; lane += 1) send()
    })
    const overRest = Array.from({ length: 4 }, async (_, lane) => {
      for (let count = 1; ; count += 1) {
        const text = `lane ${lane}, ${count}`
        const answer = await bob.post('/api/chat/messages', { chatRoomId, text }).catch(() => undefined)
        if (answer?.status === 201) acked.push(text)
        else {
          // Nothing but the end ends it: no connection any more, or an answer that says so.
          expect(isClosing).toBe(true)
          if (answer !== undefined) expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
          return
        }
      }
    })
    await expect.poll(() => acked.length).toBeGreaterThan(200)
    isClosing = true
    await linsta.close()
    hosted.server.closeAllConnections()
    await Promise.all([overSocket, ...overRest])

    hosted = await host({ dataFolder })
    const reader = Person.minted(hosted.url, 'ann', SECRET)
    const kept: string[] = []
    for (let skip = 0; ; skip += 200) {
      const page = (await reader.get(`/api/chat/messages/${chatRoomId}?limit=200&skip=${skip}`)).body
      kept.push(...page.map(({ text }: { text: string }) => text))
      if (page.length < 200) break
    }
    expect(new Set(kept).size).toBe(kept.length)
    expect(acked.filter((text) => !kept.includes(text))).toEqual([])
  })

  it('ends every timer it asked for', async () => {
    const timers = new Set<object>()
    let asked = 0
    const keep = (cancelIt: (timer: object) => void) => {
      asked += 1
      const timer = {
        cancel() {
          timers.delete(timer)
          cancelIt(timer)
        },
      }
      timers.add(timer)
      return timer
    }
    hosted = await host({
      dataFolder,
      scheduler: {
        after: (delayMs, task) => {
          const timeout = setTimeout(() => {
            timers.delete(timer)
            task()
          }, delayMs).unref()
          const timer = keep(() => clearTimeout(timeout))
          return timer
        },
        every: (periodMs, task) => {
          const interval = setInterval(task, periodMs).unref()
          return keep(() => clearInterval(interval))
        },
      },
    })
    const people = ['ann', 'bob', 'cem'].map((id) => Person.minted(hosted.url, id, SECRET))
    const connections = await Promise.all(people.map((person) => person.connect()))
    const before = asked
    connections[0]?.close()
    await expect.poll(() => asked).toBeGreaterThan(before) // the grace of a reload runs
    expect(timers.size).toBeGreaterThan(1)
    await hosted.linsta.close({ spreadMs: 100 })
    expect(timers.size).toBe(0)
    for (const person of people) person.leave()
  })

  it('answers what still comes over HTTP with 503, and says that it is not ready', async () => {
    hosted = await host({ dataFolder })
    const { linsta, url } = hosted
    const ann = Person.minted(url, 'ann', SECRET)
    expect((await request(url, 'GET /readyz')).status).toBe(200)
    const closing = linsta.close()
    // On a server that no Linsta closes: the router alone, as a host may have it on several.
    const other = createServer(express().use(linsta.router)).listen(0, '127.0.0.1')
    await once(other, 'listening')
    await closing
    const { port } = other.address() as { port: number }
    const at = `http://127.0.0.1:${port}`
    for (const call of ['GET /api/chat/rooms', 'GET /api/posts', 'POST /api/posts', 'GET /readyz']) {
      const { token } = ann
      const answer = await request(at, call, { token, ...(call.startsWith('POST') ? { body: { caption: 'a' } } : {}) })
      expect(answer, call).toMatchObject({ status: 503, body: { code: 'unavailable' } })
      expect(JSON.stringify(answer.body)).not.toMatch(/database|sqlite/i)
    }
    expect((await request(at, 'GET /healthz')).status).toBe(200)
    other.close()
    other.closeAllConnections()
  })

  // The HTTP server is the host's: it was there before, and serves more than Linsta.
  it('leaves the host’s own server alone', async () => {
    hosted = await host({ dataFolder })
    await Person.minted(hosted.url, 'ann', SECRET).connect()
    await hosted.linsta.close()
    expect(hosted.server.listening).toBe(true)
    expect((await request(hosted.url, 'GET /own')).body).toBe('the host’s own')
  })
})
