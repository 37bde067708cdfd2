import { LinstaError } from '@linsta/protocol'
import { type Participant, type RoomState, unreadCount } from '../../ports/roomState.ts'
import type { AppendDelete, Appended, RoomStore } from '../../ports/roomStore.ts'
import { createAppendGroup, GROUP_MAX, type Waiting } from './appendGroup.ts'
import type { CallOrder } from './callOrder.ts'
import type { Collections, RoomNameDocument } from './collections.ts'
import { isDuplicate } from './errors.ts'
import { insertInOrder } from './insertInOrder.ts'
import { toId, toObjectId } from './keys.ts'
import { createRoomCache } from './roomCache.ts'
import { type RoomLog, toDocument } from './roomLog.ts'
import { copyMovingRoom, type DeleteDocument, type MessageDocument, moveOver, toEntry } from './roomRows.ts'
import type { TextHash } from './textHash.ts'
import type { UserWrites } from './userWrites.ts'

type Context = Pick<Collections, 'entries' | 'rooms' | 'roomNames'> & {
  log: RoomLog
  users: Pick<UserWrites, 'ensure'>
  hashText: TextHash
  callOrder: CallOrder
}

type ReceiptMove = Parameters<RoomStore['moveReceipt']>[0]

/** A call that waits for its room: to be appended together with its neighbours, or to be done by itself. */
type Step = { append: Waiting } | { alone: () => Promise<void> }

/** The writes of rooms. What arrives for a room while the last write of it is under way is the next group. */
export function createRoomWrites(
  context: Context,
): Pick<RoomStore, 'openDirectRoom' | 'createGroup' | 'append' | 'moveReceipt'> {
  const { entries, rooms, roomNames, log, users, hashText, callOrder } = context
  const cache = createRoomCache(log)
  const appendGroup = createAppendGroup({ entries, log, cache, users, hashText })
  const waitingIn = new Map<string, Step[]>()

  function enqueue(chatRoomId: string, step: Step): void {
    const waiting = waitingIn.get(chatRoomId)
    if (waiting !== undefined) {
      waiting.push(step)
      return
    }
    const steps = [step]
    waitingIn.set(chatRoomId, steps)
    void callOrder.run([`room ${chatRoomId}`], async () => {
      while (steps.length > 0) await takeSteps(chatRoomId, steps)
      waitingIn.delete(chatRoomId)
    })
  }

  async function takeSteps(chatRoomId: string, steps: Step[]): Promise<void> {
    const group: Waiting[] = []
    for (let step = steps[0]; step !== undefined && 'append' in step && group.length < GROUP_MAX; step = steps[0]) {
      group.push(step.append)
      steps.shift()
    }
    if (group.length > 0) return appendGroup(chatRoomId, group)
    const step = steps.shift()
    if (step !== undefined && 'alone' in step) await step.alone()
  }

  /** Does something by itself, behind what is waiting for the room. */
  const inTurn = <Result>(chatRoomId: string, task: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      enqueue(chatRoomId, { alone: () => task().then(resolve, reject) })
    })

  /** The room of a name, taken by whoever comes first. */
  async function takeName(wanted: RoomNameDocument): Promise<RoomNameDocument> {
    const there = await roomNames.findOne({ _id: wanted._id })
    if (there !== null) return there
    await users.ensure(wanted.userIds)
    try {
      await roomNames.insertOne(wanted)
      return wanted
    } catch (error) {
      if (!isDuplicate(error)) throw error
      return (await roomNames.findOne({ _id: wanted._id })) ?? wanted
    }
  }

  async function makeRoom({ roomId, kind, userIds, createdAt }: RoomNameDocument): Promise<void> {
    const head = { seq: 0, id: null, messageCount: 0, at: createdAt }
    const participants = userIds.map(newcomer)
    try {
      await rooms.insertOne({ _id: roomId, kind, createdAt, participants, version: 0, head, newestId: null })
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
  }

  async function readMade(chatRoomId: string): Promise<RoomState> {
    const loaded = await log.load(chatRoomId)
    if (loaded === undefined) throw new Error(`The room ${chatRoomId} was made and is not there`)
    return loaded.moving.room
  }

  const openRoom = (wanted: RoomNameDocument): Promise<RoomState> =>
    callOrder.run([`name ${wanted._id}`], async () => {
      const taken = await takeName(wanted)
      // It was taken a moment ago, or whoever took it did not come to make it.
      if ((await rooms.findOne({ _id: taken.roomId })) === null) await makeRoom(taken)
      const chatRoomId = toId(taken.roomId)
      // Behind what was called for the room before.
      return inTurn(chatRoomId, () => readMade(chatRoomId))
    })

  /** The entry that deleted a message: nothing changes a message after it. */
  async function deletedBefore(message: MessageDocument): Promise<Appended> {
    const earlier = await entries.findOne({ roomId: message.roomId, seq: message.updatedSeq })
    if (earlier === null) throw new Error('A deleted message has no entry that deleted it')
    return { entry: toEntry(earlier, message), repeated: true }
  }

  const appendDelete = (command: AppendDelete): Promise<Appended> =>
    cache.change(command.chatRoomId, async ({ stored, moving }) => {
      const { actorId, at } = command
      if (!moving.room.participants.has(actorId)) throw new LinstaError('not_a_participant')
      const roomId = toObjectId(command.chatRoomId)
      const target = await entries.findOne({ _id: toObjectId(command.messageId), roomId })
      if (target?.kind !== 'message') throw new LinstaError('message_not_found')
      if (target.actorId !== actorId) throw new LinstaError('not_your_message')
      if (target.deleted) return deletedBefore(target)
      const [_id, seq, textHash] = [toObjectId(command.id), moving.room.head.seq + 1, hashText(target.text)]
      const entry: DeleteDocument = {
        ...{ _id, roomId, seq, actorId, at, sendKey: command.id },
        ...{ kind: 'delete', targetId: target._id, textHash },
      }
      if ((await insertInOrder(entries, [entry])) === 0) return undefined
      const moved = copyMovingRoom(moving)
      moveOver(moved, entry)
      cache.keep(await log.rollForward({ stored, tail: [entry], moving: moved }))
      const deleted = { ...target, text: '', deleted: true, textHash, updatedSeq: seq }
      return { entry: toEntry(entry, deleted), repeated: false }
    })

  const moveReceipt = (command: ReceiptMove): Promise<Participant> =>
    cache.change(command.chatRoomId, async ({ stored, moving }, { isFresh }) => {
      const moved = copyMovingRoom(moving)
      const participant = moved.room.participants.get(command.userId)
      if (participant === undefined) throw new LinstaError('not_a_participant')
      const isMoved = await moveParticipant(moved.room, participant, command)
      // Where the position is beyond the end as it is known here, others may have appended meanwhile.
      if (!isMoved) return isFresh ? participant : undefined
      const next = toDocument(stored, moved)
      if (!(await log.replace(stored, next))) return undefined
      cache.keep({ stored: next, tail: [], moving: moved })
      return { ...participant }
    })

  async function moveParticipant(room: RoomState, participant: Participant, command: ReceiptMove): Promise<boolean> {
    const { head } = room
    const readSeq = Math.min(command.lastReadSeq ?? 0, head.seq)
    const deliveredSeq = Math.max(Math.min(command.lastDeliveredSeq ?? 0, head.seq), readSeq)
    const isRead = readSeq > participant.lastReadSeq
    const isDelivered = deliveredSeq > participant.lastDeliveredSeq
    if (isRead) {
      const behind = { $gt: readSeq, $lte: head.seq }
      const unread = await entries.countDocuments({
        ...{ roomId: toObjectId(room.chatRoomId), seq: behind },
        ...{ kind: 'message', actorId: { $ne: participant.userId } },
      })
      participant.lastReadSeq = readSeq
      participant.readCount += unreadCount(head, participant) - unread
    }
    if (isDelivered) participant.lastDeliveredSeq = deliveredSeq
    return isRead || isDelivered
  }

  return {
    openDirectRoom: ({ chatRoomId, creatorId, otherUserId, at }) =>
      openRoom({
        // The same whoever of the two opens it.
        _id: JSON.stringify(['direct', ...[creatorId, otherUserId].sort()]),
        ...{ roomId: toObjectId(chatRoomId), kind: 'direct', userIds: [creatorId, otherUserId], createdAt: at },
      }),
    createGroup: ({ chatRoomId, ownerId, userIds, clientRoomId, at }) =>
      openRoom({
        _id: JSON.stringify(clientRoomId === undefined ? ['group', chatRoomId] : ['group', ownerId, clientRoomId]),
        ...{
          roomId: toObjectId(chatRoomId),
          kind: 'group',
          userIds: [...new Set([ownerId, ...userIds])],
          createdAt: at,
        },
      }),
    append: (command) =>
      command.kind === 'delete'
        ? inTurn(command.chatRoomId, () => appendDelete(command))
        : new Promise((resolve, reject) => {
            enqueue(command.chatRoomId, { append: { command, resolve, reject } })
          }),
    moveReceipt: (command) => inTurn(command.chatRoomId, () => moveReceipt(command)),
  }
}

const newcomer = (userId: string, ordinal: number): Participant => ({
  userId,
  ordinal,
  sentCount: 0,
  lastReadSeq: 0,
  lastDeliveredSeq: 0,
  readCount: 0,
})
