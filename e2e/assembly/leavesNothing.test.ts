import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Person } from '@linsta/testkit'
import { describe, expect, it } from 'vitest'
import type { HostsReport } from './aHostsLife.ts'

const SCRIPT = fileURLToPath(new URL('aHostsLife.ts', import.meta.url))
/** How long a host with nothing left to do takes to end. Node's keep-alive and the shortest of our timers are longer. */
const ENDING_MAX_MS = 4_000

type Guest = (url: string) => Promise<void>

/** A host app's whole life, in a process of its own: what it reported, and how and when it ended by itself. */
async function live(guest: Guest) {
  const folder = await mkdtemp(join(tmpdir(), 'linsta-host-'))
  const child = fork(SCRIPT, [folder], { execArgv: [] })
  try {
    const [url] = await once(child, 'message')
    await guest(url)
    const exited = once(child, 'exit')
    child.send('close')
    const [report] = (await once(child, 'message')) as [HostsReport]
    const reportedAt = performance.now()
    const tooLate = setTimeout(() => child.kill('SIGKILL'), 2 * ENDING_MAX_MS)
    const [code, signal] = await exited
    clearTimeout(tooLate)
    return { report, code, signal, endedAfterMs: performance.now() - reportedAt }
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
}

/** Somebody is there when Linsta closes, somebody else is in the grace of a reload. */
const spendAnEvening =
  (transport: string): Guest =>
  async (url) => {
    const [ann, bob] = await Promise.all(['Ann', 'Bob'].map((name) => Person.register(url, name)))
    if (ann === undefined || bob === undefined) throw new Error('nobody')
    const chatRoomId = await ann.roomWith(bob)
    const [fromAnn, fromBob] = [await ann.connect({ transports: [transport] }), await bob.connect()]
    fromBob.emit('join_room', { chatRoomId })
    await fromBob.settled()
    await fromAnn.call('send_message', { chatRoomId, text: 'hello' })
    await fromBob.waitFor('receive_message')
    const post = await ann.post('/api/posts', { caption: 'an evening' })
    await bob.post(`/api/posts/${post.body._id}/like`)
    await fromAnn.waitFor('notification')
    fromBob.close()
  }

/** A browser's tab that polls, and never asks again once it was answered: its computer was put to sleep. */
const fallAsleep: Guest = async (url) => {
  const { token } = await Person.register(url, 'Ann')
  const polling = `${url}/socket.io/?EIO=4&transport=polling`
  const { sid } = JSON.parse((await (await fetch(polling)).text()).slice(1))
  await fetch(`${polling}&sid=${sid}`, { method: 'POST', body: `40${JSON.stringify({ token })}` })
  const answer = await (await fetch(`${polling}&sid=${sid}`)).text()
  if (!answer.startsWith('40')) throw new Error(`not let in: ${answer}`)
  void fetch(`${polling}&sid=${sid}`).then((last) => last.text())
  await fetch(`${url}/healthz`) // the server has the poll before this
}

describe.skipIf(process.platform !== 'linux')('a host app in a process of its own', () => {
  it.each(['websocket', 'polling'])(
    'ends by itself once Linsta is closed: no thread, file, timer or connection is left (%s)',
    async (transport) => {
      const life = await live(spendAnEvening(transport))
      // Otherwise what is looked for was never there.
      expect(life.report.whileRunning).toMatchObject({
        workers: 1,
        filesOfFolder: expect.arrayContaining(['linsta.db', 'linsta.db-wal', 'linsta.lock']),
        resources: expect.arrayContaining(['TCPServerWrap', 'TCPSocketWrap', 'MessagePort']),
      })
      expect(life.report.afterClose).toEqual(life.report.before)
      expect(life).toMatchObject({ code: 0, signal: null })
      expect(life.endedAfterMs).toBeLessThan(ENDING_MAX_MS)
    },
  )

  // By itself engine.io waits half a minute for a poll that does not come.
  it('ends by itself also when a client that polled went to sleep', async () => {
    const life = await live(fallAsleep)
    expect(life.report.afterClose).toEqual(life.report.before)
    expect(life).toMatchObject({ code: 0, signal: null })
    expect(life.endedAfterMs).toBeLessThan(ENDING_MAX_MS)
  })

  it('finds its globals and its own signal handling as they were', async () => {
    const { report } = await live(spendAnEvening('websocket'))
    // By these two zod shares its settings between copies of itself.
    expect(report.changedGlobals.sort()).toEqual(['globalThis.__zod_globalConfig', 'globalThis.__zod_globalRegistry'])
    // pino flushes what is not written yet. No signal, no uncaught error, no unhandled rejection is taken.
    expect(report.newProcessListeners.filter((name) => name !== 'exit')).toEqual([])
  })
})
