import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { LinstaError } from '@linsta/protocol'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRoomActs } from '../rooms/roomActs.ts'
import { hasMongodb, newDatabaseUrl, openStorage, PATIENCE } from './database.ts'

/** Of one server alone: the driver would go round the cable to the members of a set. */
const [, host = '', port = ''] = /^mongodb:\/\/([\w.-]+):(\d+)\//.exec(newDatabaseUrl()) ?? []

/** A cable to the database that can be pulled out. */
async function layCable() {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  const plugIn = async (at: number): Promise<number> => {
    server = createServer((client) => {
      const database = connect(Number(port), host)
      for (const socket of [client, database]) {
        sockets.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          sockets.delete(socket)
          client.destroy()
          database.destroy()
        })
      }
      client.pipe(database).pipe(client)
    }).listen(at, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return address.port
  }
  const pullOut = (): void => {
    server?.close()
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(pullOut)
  const at = await plugIn(0)
  return { at, pullOut, plugIn: () => plugIn(at) }
}

describe.skipIf(!hasMongodb || host === '')('a MongoDB that is away for a while', PATIENCE, () => {
  it('[P1] [P2] [P3] loses nothing that was acked, and what was not is sent again, once', async () => {
    const url = newDatabaseUrl()
    const cable = await layCable()
    const near = url.replace(`${host}:${port}`, `127.0.0.1:${cable.at}`)
    const options = 'directConnection=true&serverSelectionTimeoutMS=1000&retryWrites=false'
    const storage = await openStorage(`${near}${near.includes('?') ? '&' : '?'}${options}`)
    onTestFinished(() => storage.close())
    const acts = createRoomActs(() => storage)
    const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
    let refused = 0
    for (let round = 0; round < 4; round += 1) {
      const send = (index: number) => {
        const fields = { clientMessageId: `${round} ${index}`, text: `${index}` }
        return acts.send(chatRoomId, index % 2 === 0 ? creator : other, fields).catch((error) => error as unknown)
      }
      const sends = []
      for (let index = 0; index < 30; index += 1) {
        sends.push(send(index))
        // One after another for a while, then all at once: some are under way, some wait.
        if (index < 10) await sends.at(-1)
        if (index === 10 + round) cable.pullOut()
      }
      const outcomes = await Promise.all(sends)
      for (const outcome of outcomes.filter((one) => one instanceof Error)) {
        expect(outcome).toBeInstanceOf(LinstaError)
        expect(outcome).toMatchObject({ code: 'unavailable' })
        refused += 1
      }
      await cable.plugIn()
      const acked = outcomes.filter((one) => !(one instanceof Error)) as Awaited<ReturnType<typeof acts.send>>[]
      for (const { entry } of acked) expect(await storage.rooms.readMessage(entry.id)).toEqual(entry.message)
      const again = (await Promise.all(outcomes.map((_, index) => send(index)))) as typeof acked
      expect(new Set(again.map(({ entry }) => entry.id)).size).toBe(30)
      for (const [index, outcome] of outcomes.entries()) {
        if (!(outcome instanceof Error)) expect(again[index]).toEqual({ entry: acked.shift()?.entry, repeated: true })
      }
    }
    expect(refused).toBeGreaterThan(0)
    const messages = await acts.readAll(chatRoomId)
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1))
    expect(messages).toHaveLength(120)
    const { head, participants } = await acts.readRoom(chatRoomId)
    expect(head).toMatchObject({ seq: 120, messageCount: 120 })
    expect([...participants.values()].map(({ sentCount }) => sentCount)).toEqual([60, 60])
  })
})
