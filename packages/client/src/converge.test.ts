import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWorld, texts, type World } from '../test/world.ts'
import type { LinstaClient } from './createLinstaClient.ts'

/*
 * Whatever happens on the way: when everything works again, what a client shows is what the server has. Each run plays
 * one list of happenings, with lost events, lost acks, broken links, late answers and restored backups among them.
 */

type Play = {
  world: World
  ann: LinstaClient
  rooms: string[]
  backup: ReturnType<World['server']['backUp']>
  /** What was sent and acked, that no restored backup has taken back. */
  acked: Map<string, string>
  failed: number
  count: number
}
type Happening = { does: keyof typeof happenings; who: string; room: number; which: number }

const pick = <Item>(list: readonly Item[], which: number): Item | undefined => list[which % Math.max(1, list.length)]

/** What cannot be done in this moment is left undone. */
const happenings = {
  speaks({ world: { server }, rooms, count }: Play, { who, room }: Happening) {
    const chatRoomId = rooms[room] ?? ''
    if (server.room(chatRoomId).participants.has(who)) server.send(chatRoomId, who, `${who} ${count}`)
  },
  sends(play: Play, { room }: Happening) {
    const text = `mine ${play.count}`
    play.ann
      .room(play.rooms[room] ?? '')
      .send(text)
      .then(
        (message) => play.acked.set(message._id, text),
        () => {
          play.failed += 1
        },
      )
  },
  deletes({ world: { server }, rooms }: Play, { room, which }: Happening) {
    const message = pick([...server.room(rooms[room] ?? '').messages.values()], which)
    if (message !== undefined) server.delete(message._id)
  },
  reads({ ann, rooms }: Play, { room }: Happening) {
    void ann.room(rooms[room] ?? '').markRead()
  },
  readsElsewhere({ world: { server }, rooms }: Play, { room, which }: Happening) {
    const known = server.room(rooms[room] ?? '')
    const seq = known.entries.length - (which % 4)
    if (known.participants.has('ann') && seq > 0) server.markRead(known.chatRoomId, 'ann', seq)
  },
  scrolls({ ann, rooms }: Play, { room, which }: Happening) {
    const handle = ann.room(rooms[room] ?? '')
    ;(which % 2 === 0 ? handle.loadOlder() : handle.loadNewer()).catch(() => {})
  },
  jumps({ ann, rooms }: Play, { room, which }: Happening) {
    ann
      .room(rooms[room] ?? '')
      .loadAround(which)
      .catch(() => {})
  },
  returns({ ann, rooms }: Play, { room }: Happening) {
    ann
      .room(rooms[room] ?? '')
      .loadNewest()
      .catch(() => {})
  },
  notifies({ world: { server }, count }: Play) {
    server.notify('ann', `like ${count}`)
  },
  retracts({ world: { server } }: Play, { which }: Happening) {
    const one = pick([...server.inbox('ann').notifications.keys()], which)
    if (one !== undefined) server.retract('ann', one)
  },
  opensNotification({ world: { server } }: Play, { which }: Happening) {
    const one = pick(server.notificationsOf('ann'), which)
    if (one !== undefined) server.readNotification('ann', one._id)
  },
  opensAll({ ann }: Play) {
    ann.inbox.markAllRead().catch(() => {})
  },
  scrollsInbox({ ann }: Play) {
    ann.inbox.loadOlder().catch(() => {})
  },
  cuts({ world: { server } }: Play) {
    server.cut()
  },
  wakes({ ann }: Play) {
    ;(ann as LinstaClient & { wake(): void }).wake()
  },
  stops({ world: { server } }: Play) {
    server.isDown = !server.isDown
    server.cut()
  },
  removes({ world: { server }, rooms }: Play) {
    server.removeParticipant(rooms[2] ?? '', 'ann')
  },
  adds({ world: { server }, rooms }: Play) {
    server.addParticipant(rooms[2] ?? '', 'ann')
  },
  backsUp(play: Play) {
    play.backup = play.world.server.backUp()
  },
  restores(play: Play) {
    play.world.server.restore(play.backup)
    play.acked.clear()
  },
  replacesTheDatabase({ world: { server } }: Play) {
    server.epoch += '+'
    server.cut()
  },
  async waitsLittle({ world: { time } }: Play, { which }: Happening) {
    await time.pass(which % 16)
  },
  async waits({ world: { time } }: Play, { which }: Happening) {
    await time.pass((which % 16) * 250)
  },
}

const OFTEN = ['speaks', 'sends', 'waitsLittle', 'waits', 'cuts', 'deletes', 'reads', 'notifies'] as const
const names = [...(Object.keys(happenings) as (keyof typeof happenings)[]), ...OFTEN, ...OFTEN]

const happening = fc.record({
  does: fc.constantFrom(...names),
  who: fc.constantFrom('ann', 'bob', 'cid'),
  room: fc.nat(2),
  which: fc.nat(60),
})

/** How bad the network is: one in so many of each is lost, or late. */
const weather = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  lostEvents: fc.constantFrom(0, 0, 3, 8),
  lostAcks: fc.constantFrom(0, 0, 10, 25),
  lateAnswers: fc.constantFrom(0, 3, 6),
  refusals: fc.constantFrom(0, 0, 9),
})

it('[P2, P4] after whatever happened it shows what the server has', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(weather, fc.array(happening, { minLength: 1, maxLength: 120, size: 'max' }), async (bad, list) => {
      const world = createWorld(bad.seed)
      try {
        await playAll(world, bad, list)
      } finally {
        world.close()
      }
    }),
    { numRuns: Number(process.env.CONVERGE_RUNS ?? 150) },
  )
})

async function playAll(
  world: World,
  bad: (typeof weather)['generate'] extends (...args: never[]) => { value: infer Value } ? Value : never,
  list: Happening[],
) {
  const { server, time } = world
  const dice = (one: number) => one > 0 && (time.random.bytes(1)[0] ?? 0) % one === 0
  const rooms = [
    server.addRoom('direct', ['ann', 'bob']),
    server.addRoom('direct', ['ann', 'cid']),
    server.addRoom('group', ['bob', 'ann', 'cid']),
    ...['dan', 'eve', 'fay', 'gus'].map((other) => server.addRoom('direct', ['ann', other])),
  ]
  for (let index = 0; index < 9; index += 1) server.send(rooms[0] ?? '', 'bob', `before ${index}`)
  server.losesEvent = () => dice(bad.lostEvents)
  server.losesAck = () => dice(bad.lostAcks)
  server.delays = () => (dice(bad.lateAnswers) ? (time.random.bytes(1)[0] ?? 0) : 0)
  server.refuses = () => (dice(bad.refusals) ? 'internal' : undefined)

  const ann = world.client('ann')
  const play: Play = { world, ann, rooms, backup: server.backUp(), acked: new Map(), failed: 0, count: 0 }
  const wrong: string[] = []
  for (const chatRoomId of [rooms[0] ?? '', rooms[2] ?? '']) {
    ann.room(chatRoomId).subscribe(() => wrong.push(...seenWrongly(ann, chatRoomId)))
  }
  ann.inbox.subscribe(() => {})
  for (const one of list) {
    play.count += 1
    await happenings[one.does](play, one)
    await time.pass(0)
  }

  server.losesEvent = () => false
  server.losesAck = () => false
  server.delays = () => 0
  server.refuses = () => undefined
  server.isDown = false
  await time.pass(60_000)
  // What was lost at the very end is noticed by the next thing that happens, or the next link.
  server.cut()
  await time.pass(60_000)

  expect(wrong).toEqual([])
  for (const chatRoomId of rooms) {
    const listing = ann.rooms.getSnapshot().rooms.find((one) => one.chatRoomId === chatRoomId)
    const isIn = server.room(chatRoomId).participants.has('ann')
    expect(listing !== undefined, 'listed').toBe(isIn)
    if (!isIn || listing === undefined) continue
    const head = server.head(chatRoomId, 'ann')
    expect(listing).toMatchObject({ unread: head.unread, preview: head.preview, receipts: head.receipts })
    const { timeline, messages } = ann.room(chatRoomId).getSnapshot()
    expect(messages.filter((one) => one.state === 'pending')).toEqual([])
    if (timeline.state !== 'ready') continue
    const shown = messages.flatMap((one) => (one.state === 'sent' ? [one.message] : []))
    const all = [...server.room(chatRoomId).messages.values()]
    const first = all.findIndex((one) => one._id === shown[0]?._id)
    expect(shown.map(({ _id, text, deleted, updatedSeq }) => ({ _id, text, deleted, updatedSeq }))).toEqual(
      all
        .slice(Math.max(0, first), Math.max(0, first) + shown.length)
        .map(({ _id, text, deleted, updatedSeq }) => ({ _id, text, deleted, updatedSeq })),
    )
    if (!timeline.hasMoreAfter) expect(shown.at(-1)?._id).toBe(all.at(-1)?._id)
    if (!timeline.hasMoreBefore) expect(shown[0]?._id).toBe(all[0]?._id)
  }
  for (const chatRoomId of [rooms[0], rooms[2]]) {
    const { state } = ann.room(chatRoomId ?? '').getSnapshot().timeline
    expect(state).toBe(server.room(chatRoomId ?? '').participants.has('ann') ? 'ready' : 'gone')
  }
  const inbox = ann.inbox.getSnapshot()
  const notifications = server.notificationsOf('ann')
  expect(inbox.state).toBe('ready')
  expect(inbox.unreadCount).toBe(server.unreadNotifications('ann'))
  const shape = ({ _id, isRead }: { _id: string; isRead: boolean }) => ({ _id, isRead })
  expect(inbox.notifications.map(shape)).toEqual(notifications.slice(0, inbox.notifications.length).map(shape))
  for (const [id, text] of play.acked) {
    const kept = [...server.rooms.values()].flatMap((one) => one.messages.get(id) ?? [])
    expect(kept.map((one) => one.deleted || one.text)).toEqual([kept[0]?.deleted || text])
  }
}

/** At no time both pending and sent: what was seen wrongly, in short. */
function seenWrongly(ann: LinstaClient, chatRoomId: string): string[] {
  const keys = ann
    .room(chatRoomId)
    .getSnapshot()
    .messages.map((one) => one.key)
  return new Set(keys).size === keys.length ? [] : [texts(ann, chatRoomId).join()]
}
