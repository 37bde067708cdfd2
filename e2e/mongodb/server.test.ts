import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Person, ServerProcess } from '@linsta/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasMongodb, newDatabaseUrl } from '../support/mongodbUrl.ts'

const DEMO = fileURLToPath(new URL('../../examples/demo/demo.ts', import.meta.url))
const PATIENCE_MS = 120_000 // the demo kills its server and waits for people to be back

async function startServer(mongodbUrl: string): Promise<ServerProcess> {
  const server = await ServerProcess.start({ env: { MONGODB_URL: mongodbUrl } })
  onTestFinished(() => server.remove())
  return server
}

describe.skipIf(!hasMongodb)('a server with MONGODB_URL', () => {
  it('says in which database its data is, and keeps nothing in its folder', async () => {
    const url = newDatabaseUrl()
    const server = await startServer(url)
    const [, hosts, database] = /^mongodb:\/\/(?:[^@/]*@)?([^/]+)\/([^?]+)/.exec(url) ?? []
    await expect.poll(() => server.output).toContain(`Data     mongodb://${hosts}/${database}\n`)
    await Person.register(server.url, 'Ada')
    expect(await readdir(server.dataFolder)).toEqual([])
  })

  it('[P1] has everything after SIGKILL, and its people’s tokens are good on any other server of the database', async () => {
    const url = newDatabaseUrl()
    const server = await startServer(url)
    const [ada, ben] = [await Person.register(server.url, 'Ada'), await Person.register(server.url, 'Ben')]
    const chatRoomId = await ada.roomWith(ben)
    const sent = await ada.post('/api/chat/messages', { chatRoomId, text: 'Hello, Ben!' })
    expect(sent.status).toBe(201)
    await server.kill()
    const other = await startServer(url)
    const there = await fetch(`${other.url}/api/chat/messages/${chatRoomId}`, {
      headers: { Authorization: `Bearer ${ben.token}` },
    })
    expect(await there.json()).toMatchObject([{ _id: sent.body._id, text: 'Hello, Ben!', seq: 1 }])
  })

  it('does not start without its database, and says so without the password', async () => {
    const url = 'mongodb://ada:hush@127.0.0.1:9/linsta?serverSelectionTimeoutMS=200'
    const start = ServerProcess.start({ env: { MONGODB_URL: url } })
    await expect(start).rejects.toThrow(/Linsta did not start\. No MongoDB at mongodb:\/\/127\.0\.0\.1:9\/linsta: /)
    await expect(start).rejects.not.toThrow(/hush/)
  })

  it('plays the demo’s evening, whose checks hold', { timeout: PATIENCE_MS }, async () => {
    const env = { ...process.env, MONGODB_URL: newDatabaseUrl() }
    const demo = spawn(process.execPath, [DEMO], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    demo.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    const [code] = await once(demo, 'exit')
    expect(code, output).toBe(0)
    expect(output).toContain('A good evening')
  })
})
