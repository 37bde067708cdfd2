import { Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Action, attempt, isDone, publish } from './actor.ts'
import { type Dice, withDice } from './dice.ts'
import { findBreaches } from './findBreaches.ts'
import { readHistory } from './readHistory.ts'
import { createSender, type Sender } from './sender.ts'

const KILLS = 50
const PEOPLE = 6
const ACKS_BEFORE_KILL_MAX = 400 // so that the folder grows to some ten thousand messages, and reading them stays quick
const MS_BEFORE_KILL_MAX = 150
const MS_OF_RECOVERY_MAX = 350 // a start takes about as long

/** Two who share a room. Everybody shares one with the next, and the last with the first. */
type Room = { chatRoomId: string; senders: [Sender, Sender] }

async function seatInARing(people: Person[], dice: Dice): Promise<{ senders: Sender[]; rooms: Room[] }> {
  const ids = await Promise.all(people.map((person, index) => person.roomWith(at(people, index + 1))))
  const senders = people.map((person, index) => createSender(person, [at(ids, index), at(ids, index - 1)], dice))
  const rooms = ids.map(
    (chatRoomId, index): Room => ({ chatRoomId, senders: [at(senders, index), at(senders, index + 1)] }),
  )
  return { senders, rooms }
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[(index + items.length) % items.length]
  if (item === undefined) throw new Error('Nobody there')
  return item
}

/** Resolves in mid-traffic: after a random number of acks, or a random moment after the first message was sent. */
function untilTheKill(senders: readonly Sender[], dice: Dice): Promise<void> {
  return new Promise((resolve) => {
    if (dice.below(3) === 0) {
      setTimeout(resolve, dice.below(MS_BEFORE_KILL_MAX))
      return
    }
    let left = 1 + dice.below(ACKS_BEFORE_KILL_MAX)
    for (const sender of senders) {
      sender.onAck(() => {
        left -= 1
        if (left === 0) resolve()
      })
    }
  })
}

/** Starts the server again; every fourth time it is killed once more while it starts. */
async function startAgain(server: ServerProcess, dice: Dice): Promise<void> {
  if (dice.below(4) === 0) {
    const started = server.start().catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, dice.below(MS_OF_RECOVERY_MAX)))
    await server.kill()
    await started
  }
  await server.start()
}

async function expectKept(rooms: readonly Room[]): Promise<void> {
  for (const { chatRoomId, senders } of rooms) {
    const history = await readHistory(senders[0].person, chatRoomId)
    const sent = senders.flatMap((sender) => sender.sent).filter((send) => send.chatRoomId === chatRoomId)
    const delivered = senders.map((sender) => sender.received(chatRoomId))
    expect(findBreaches({ history, sent, delivered })).toEqual([])
  }
}

describe('[P1] an acked message survives SIGKILL', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(() => server.remove())

  it(
    `[P1] [P2] [P3] ${KILLS} kills in mid-traffic on one folder lose, double and disorder nothing`,
    { timeout: 240_000 },
    () =>
      withDice(async (dice) => {
        const names = Array.from({ length: PEOPLE }, (_, index) => `Person ${index + 1}`)
        const people = await Promise.all(names.map((name) => Person.register(server.url, name)))
        const { senders, rooms } = await seatInARing(people, dice)
        const author = at(people, 0)
        const actions: Action[] = []
        let killsAmidSends = 0
        let killsAmidActions = 0

        for (let kill = 1; kill <= KILLS; kill += 1) {
          const { postId, eventId } = await publish(author, `evening ${kill}`)
          const latest = people.slice(1).flatMap((person): Action[] => [
            { person, kind: 'like', id: postId, acked: false },
            { person, kind: 'rsvp', id: eventId, acked: false },
          ])
          actions.push(...latest)

          await Promise.all(senders.map((sender) => sender.play()))
          const killed = untilTheKill(senders, dice).then(() => server.kill())
          // One after the other, so that the kill finds some done, one under way and some not begun.
          for (const action of latest) await attempt(action)
          await killed
          await Promise.all(senders.map((sender) => sender.gone()))
          if (senders.some(({ unacked }) => unacked > 0)) killsAmidSends += 1
          if (latest.some(({ acked }) => !acked)) killsAmidActions += 1

          await startAgain(server, dice)
          await expectKept(rooms)
          for (const action of latest.filter(({ acked }) => acked)) {
            expect(await isDone(action), `an acked ${action.kind} by ${action.person.name}`).toBe(true)
          }
          await Promise.all(latest.filter(({ acked }) => !acked).map(attempt))
        }

        await Promise.all(senders.map((sender) => sender.finish()))
        await expectKept(rooms)
        expect(senders.flatMap(({ refusals }) => refusals)).toEqual([])
        expect(senders.map(({ unacked }) => unacked)).toEqual(senders.map(() => 0))
        expect(await Promise.all(actions.map(isDone))).toEqual(actions.map(() => true))
        // Otherwise the kills hit a server at rest, and nothing was shown.
        expect(killsAmidSends).toBeGreaterThan(KILLS * 0.8)
        expect(killsAmidActions).toBeGreaterThan(KILLS * 0.1)
      }),
  )
})
