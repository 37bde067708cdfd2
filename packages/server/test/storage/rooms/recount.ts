import { expect } from 'vitest'
import { type RoomState, unreadCount } from '../../../src/ports/roomState.ts'
import type { Entry, Position, RoomStore } from '../../../src/ports/roomStore.ts'
import { type MovedReceipt, replay, replayCopy } from './replay.ts'
import type { RoomModel } from './roomModel.ts'

const TAIL_LIMIT = 7 // entries an answer: small, so that tails take several

export type PlayedRoom = {
  chatRoomId: string
  model: RoomModel
  /** The room at moments of the play, the first one before it began. */
  snapshots: RoomState[]
  receipts: MovedReceipt[]
}

/** Everything behind a position, as somebody catches up with it who goes on from the last entry of each answer. */
async function readTail(rooms: RoomStore, chatRoomId: string, from: Position): Promise<Entry[]> {
  const tail: Entry[] = []
  const throughSeq = (await rooms.readRoom(chatRoomId))?.head.seq ?? 0
  for (let position = from; position.seq < throughSeq; ) {
    const answer = await rooms.readChanges({ chatRoomId, position, throughSeq, limit: TAIL_LIMIT })
    if (answer.outcome === 'reset') throw new Error(`Position ${position.seq} of the log is not in the log`)
    const last = answer.entries.at(-1)
    if (last === undefined) throw new Error(`Nothing follows position ${position.seq} of a log of ${throughSeq}`)
    expect(last.seq).toBeGreaterThan(position.seq)
    tail.push(...answer.entries)
    position = { seq: last.seq, id: last.id }
  }
  return tail
}

/** Expects a copy to agree with the room, but for receipts that moved with their owner's own messages: it may be behind. */
function expectCopy(copy: RoomState, state: RoomState): void {
  expect(copy.head).toEqual(state.head)
  expect([...copy.participants.keys()]).toEqual([...state.participants.keys()])
  for (const [userId, { lastReadSeq, lastDeliveredSeq, ...counts }] of state.participants) {
    const copied = copy.participants.get(userId)
    expect(copied).toMatchObject(counts)
    expect(copied?.lastReadSeq).toBeLessThanOrEqual(lastReadSeq)
    expect(copied?.lastDeliveredSeq).toBeLessThanOrEqual(lastDeliveredSeq)
  }
}

/** Expects a room to be as its model: read at once, by its log from the beginning, and by its log from any moment on. */
export async function expectRoom(rooms: RoomStore, { chatRoomId, model, snapshots, receipts }: PlayedRoom) {
  const state = await rooms.readRoom(chatRoomId)
  if (state === undefined) throw new Error('A room is gone')
  const { head, participants } = state
  expect(state).toEqual(model.state())
  expect([...participants.keys()]).toEqual([...model.state().participants.keys()])
  for (const participant of participants.values()) {
    expect(unreadCount(head, participant)).toBe(model.unread(participant.userId))
  }
  const messages = model.messages()
  const history = { chatRoomId, throughSeq: head.seq, limit: 1_000 }
  expect(await rooms.readMessages({ ...history, skip: 0 })).toEqual(messages)
  const half = Math.floor(messages.length / 2)
  expect(await rooms.readMessages({ ...history, skip: half })).toEqual(messages.slice(0, messages.length - half))
  expect(await readTail(rooms, chatRoomId, { seq: 0, id: null })).toEqual(model.entries())
  for (const snapshot of snapshots) {
    const { seq, id } = snapshot.head
    const entries = await readTail(rooms, chatRoomId, { seq, id })
    expect(replay(snapshot, { entries, receipts })).toEqual(state)
    expectCopy(replayCopy(snapshot, { entries, receipts }), state)
  }
}

/** Expects the lists and counts of somebody's rooms to be as the models. */
export async function expectRoomsOf(rooms: RoomStore, userId: string, played: PlayedRoom[]): Promise<void> {
  const models = played.map(({ model }) => model)
  const own = models
    .filter((model) => model.state().participants.has(userId))
    .sort((one, other) => other.head().at - one.head().at)
  expect(await rooms.readRoomsOf(userId)).toEqual(own.map((model) => model.state()))
  const heads = own.map((model) => model.headFor(userId))
  expect(await rooms.readHeads({ userId, after: undefined, limit: 100 })).toEqual({ heads, hasMore: false })
  for (const model of models) {
    expect(await rooms.readHead(model.state().chatRoomId, userId)).toEqual(model.headFor(userId))
  }
  const unread = own.reduce((sum, model) => sum + model.unread(userId), 0)
  expect(await rooms.countUnread(userId)).toBe(unread)
}
