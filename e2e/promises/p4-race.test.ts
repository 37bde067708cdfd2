import type { Message, Position } from '@linsta/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SocketCaller } from '../sync/caller.ts'
import { inLanes, startWorld, type World } from '../sync/world.ts'
import { withDice } from './dice.ts'

const ROUNDS = 100
const SENDS = 30 // messages a round, of two senders
const START: Position = { seq: 0, id: null }

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

describe('[P4] sync while others send', () => {
  it(`${ROUNDS} times: what sync named and what came live has no hole and nothing twice`, { timeout: 60_000 }, () =>
    withDice(async (dice) => {
      const [ann, bob, cem] = world.people('ann', 'bob', 'cem')
      const senders = await Promise.all([bob, cem].map((person) => world.connect(person)))
      let amid = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const chatRoomId = await world.group(ann, [bob, cem])
        const caller = await SocketCaller.connect(ann, dice.below(4) === 0 ? { transports: ['polling'] } : {})
        const startAt = dice.below(SENDS)
        let synced: Promise<Position> | undefined
        let joined: Promise<unknown> | undefined
        const texts = Array.from({ length: SENDS }, (_, index) => `${index}`)
        await inLanes(texts, 1 + dice.below(4), async (text, index) => {
          if (index === startAt) synced = positionAfterSync(caller, chatRoomId)
          // Some join the same room as well, as if two generations of a client were one.
          if (index === startAt + 2 && round % 3 === 0) joined = caller.call('join_room', { chatRoomId })
          await dice.pick(senders).call('send_message', { chatRoomId, text })
        })
        const position = (await synced) ?? START
        await joined
        await caller.heard()
        const live = caller.all('receive_message').filter((message) => message.chatRoomId === chatRoomId)
        expect(live.map(({ seq }) => seq)).toEqual(range(live[0]?.seq ?? SENDS + 1, SENDS))
        // No hole between what the head named and what came live.
        expect(live[0]?.seq ?? SENDS + 1).toBeLessThanOrEqual(position.seq + 1)
        if (position.seq > 0 && live.length > 0) amid += 1

        const before = await tailOf(caller, chatRoomId)
        const ids = new Map(before.map(({ seq, _id }) => [seq, _id]))
        expect(before.map(({ seq }) => seq)).toEqual(range(1, SENDS))
        for (const { seq, _id } of live) expect(_id).toBe(ids.get(seq))
        expect(position.id).toBe(position.seq === 0 ? null : ids.get(position.seq))
        caller.close()
      }
      expect(amid).toBeGreaterThan(ROUNDS / 2) // otherwise nothing raced
    }),
  )
})

async function positionAfterSync(caller: SocketCaller, chatRoomId: string): Promise<Position> {
  const { rooms } = await caller.call('sync')
  return rooms.find((head) => head.chatRoomId === chatRoomId)?.position ?? START
}

async function tailOf(caller: SocketCaller, chatRoomId: string): Promise<Message[]> {
  const { rooms } = await caller.call('get_changes', { rooms: [{ chatRoomId, position: START }] })
  const [changes] = rooms
  if (changes?.outcome !== 'changes') throw new Error(changes?.outcome)
  return changes.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.message] : []))
}

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
