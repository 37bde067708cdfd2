import type { CheckName } from '../breaches.ts'

/*
 * Bugs to be found. Each is an edit of one or two lines of the real source, made while it is loaded: nothing in the
 * source knows of it. An edit that no longer finds its line fails its test and has to be planted anew.
 */

export type Plant = {
  /** What is wrong, in words. */
  bug: string
  edits: readonly { file: string; find: string; replace: string }[]
  /** The check that must see it; others may as well. */
  caughtBy: CheckName
  /** The seed to begin with, where the first to see it is far off: it spares the test the ones before. */
  from?: number
}

const ROOM_WRITES = 'packages/server/src/storage/sqlite/roomWrites.ts'
const CLIENT_MESSAGE_IDS = 'packages/server/src/storage/sqlite/clientMessageIds.ts'
const SIMULATOR = 'packages/testkit/src/simulator'
const CLIENT = 'packages/client/src'
const CHAT = 'packages/server/src/chat'

export const plants: readonly Plant[] = [
  {
    bug: 'acks before the commit: a crash takes the last group away',
    edits: [
      {
        file: `${SIMULATOR}/seededWriter.ts`,
        find: 'const { outcomes, inbox } = runWithFaults(',
        replace: 'database.before = database.backup()\n    const { outcomes, inbox } = runWithFaults(',
      },
      {
        file: `${SIMULATOR}/serverHost.ts`,
        find: "note('server: killed')\n    restartFrom(database.backup())",
        replace: "note('server: killed')\n    restartFrom(database.before ?? database.backup())",
      },
    ],
    caughtBy: 'acked once',
  },
  {
    bug: 'the store forgets which clientMessageIds it has',
    edits: [
      {
        file: CLIENT_MESSAGE_IDS,
        find: 'id === undefined ? undefined : room.recentIds.seqs',
        replace: 'id !== undefined ? undefined : room.recentIds.seqs',
      },
      { file: CLIENT_MESSAGE_IDS, find: 'INSERT INTO client_message_id', replace: 'REPLACE INTO client_message_id' },
    ],
    caughtBy: 'acked once',
  },
  {
    bug: 'the store forgets, when it starts, which clientMessageIds it had not indexed yet',
    edits: [
      {
        file: CLIENT_MESSAGE_IDS,
        find: 'selectBeyond.all(roomKey, recent.indexedSeq, roomKey)',
        replace: 'selectBeyond.all(roomKey, recent.indexedSeq, -roomKey)',
      },
      { file: CLIENT_MESSAGE_IDS, find: 'INSERT INTO client_message_id', replace: 'REPLACE INTO client_message_id' },
    ],
    caughtBy: 'acked once',
  },
  {
    bug: 'access is asked before the queue alone: a removal may be queued before the send',
    edits: [
      {
        file: ROOM_WRITES,
        find: "if (userKey === undefined) throw new LinstaError('not_a_participant')",
        replace: 'if (userKey === undefined) return users.ensure(userId)',
      },
    ],
    caughtBy: 'nothing to outsiders',
  },
  {
    bug: 'access lets everybody read',
    edits: [
      {
        file: 'packages/server/src/access.ts',
        find: 'return room?.participants.has(actorId) === true',
        replace: 'return room !== undefined',
      },
    ],
    caughtBy: 'nothing to outsiders',
  },
  {
    bug: 'who was removed stays in the audience',
    edits: [
      {
        file: 'packages/server/src/ports/roomState.ts',
        find: 'participants.delete(entry.userId)',
        replace: '',
      },
    ],
    caughtBy: 'nothing to outsiders',
  },
  {
    bug: 'sync reads before it subscribes',
    edits: [
      { file: 'packages/server/src/sync/createSync.ts', find: 'subscribe?.()', replace: '' },
      {
        file: 'packages/server/src/sync/createSync.ts',
        find: 'const last = page.heads[',
        replace: 'subscribe?.()\n    const last = page.heads[',
      },
    ],
    caughtBy: 'same as fresh',
  },
  {
    bug: 'a message is broadcast twice',
    edits: [
      {
        file: `${CHAT}/roomLog.ts`,
        find: "broadcaster.toRoom({ chatRoomId, participantIds, name: 'receive_message', payload })",
        replace:
          "for (const ids of [participantIds, room.participants.keys()]) broadcaster.toRoom({ chatRoomId, participantIds: ids, name: 'receive_message', payload })",
      },
    ],
    caughtBy: 'order of delivery',
  },
  {
    bug: 'receipts go back',
    edits: [
      { file: `${CHAT}/receipts.ts`, find: 'lastReadSeq <= before.lastReadSeq &&', replace: 'false &&' },
      {
        file: ROOM_WRITES,
        find: 'if (readSeq > participant.lastReadSeq) {',
        replace: 'if (command.lastReadSeq > 0) {',
      },
    ],
    caughtBy: 'receipts forward',
  },
  {
    bug: 'a repeated send counts once more',
    edits: [
      {
        file: ROOM_WRITES,
        find: 'if (changes === 0) return repeated(',
        replace: 'if (changes === 0) room.head.messageCount += 1\n      if (changes === 0) return repeated(',
      },
    ],
    caughtBy: 'counts',
  },
  {
    bug: 'a position is looked for by its seq alone, whatever entry is there since the restore',
    edits: [
      {
        file: 'packages/server/src/storage/sqlite/roomPages.ts',
        find: 'blobToId(id) === position.id',
        replace: 'true',
      },
    ],
    caughtBy: 'same as fresh',
    from: 340,
  },
  {
    bug: 'a notification stays when its like is undone',
    edits: [
      {
        file: 'packages/server/src/storage/sqlite/inboxWrites.ts',
        find: 'if (newest === undefined || newest.retracted_at !== null) return',
        replace: 'return',
      },
    ],
    caughtBy: 'one notification',
  },
  {
    bug: 'a late page overwrites what is newer',
    edits: [
      {
        file: `${CLIENT}/timeline.ts`,
        find: 'log.startAt(page.position)',
        replace: 'if (page.position.seq > (log.position?.seq ?? -1)) log.startAt(page.position)',
      },
    ],
    caughtBy: 'same as fresh',
  },
  {
    bug: 'an entry is applied twice',
    edits: [
      {
        file: `${CLIENT}/logFollower.ts`,
        find: 'apply(next)',
        replace: 'apply(next)\n      if (next.seq % 5 === 0) apply(next)',
      },
    ],
    caughtBy: 'same as fresh',
  },
  {
    bug: 'a gap is not healed',
    edits: [
      { file: `${CLIENT}/timelineKeeper.ts`, find: "if (isHealing || phase !== 'ready') return", replace: 'return' },
    ],
    caughtBy: 'same as fresh',
  },
  {
    bug: 'the outbox sends the newest first',
    edits: [{ file: `${CLIENT}/outbox.ts`, find: 'a.order - b.order', replace: 'b.order - a.order' }],
    caughtBy: 'order of sending',
  },
  {
    bug: 'an ack resolves another message',
    edits: [
      {
        file: `${CLIENT}/outbox.ts`,
        find: 'waiters.get(clientMessageId)?.resolve(message)',
        replace: 'Array.from(waiters.values()).at(-1)?.resolve(message)',
      },
    ],
    caughtBy: 'acked once',
  },
  {
    bug: 'what a reload left in the outbox is forgotten',
    edits: [
      {
        file: `${CLIENT}/outbox.ts`,
        find: 'for (const stored of await outboxStore.list(own)) takeStored(stored)',
        replace: 'await outboxStore.list(own)',
      },
    ],
    caughtBy: 'acked once',
  },
  {
    bug: 'a link that broke is not opened again',
    edits: [{ file: `${CLIENT}/connection.ts`, find: 'tryTimer = scheduler.after(waitMs, connect)', replace: '' }],
    caughtBy: 'nothing hangs',
  },
  {
    bug: 'a timer outlives its client',
    edits: [{ file: `${CLIENT}/wake.ts`, find: 'beat.cancel()', replace: '' }],
    caughtBy: 'nothing hangs',
  },
  {
    bug: 'the store forgets which clientRoomIds it has',
    edits: [
      {
        file: 'packages/server/src/storage/sqlite/migrations.ts',
        find: 'CREATE UNIQUE INDEX room_client_room_id',
        replace: 'CREATE INDEX room_client_room_id',
      },
      {
        file: ROOM_WRITES,
        find: 'clientRoomId === null ? undefined : selectByClientRoomId.get(ownerKey, clientRoomId)',
        replace: 'undefined',
      },
    ],
    caughtBy: 'acked once',
  },
  {
    bug: 'nobody is told of a new room',
    edits: [
      {
        file: `${CHAT}/openRoom.ts`,
        find: "broadcaster.toSynced({ userIds, name: 'room_opened', payload: { chatRoomId } })",
        replace: '',
      },
    ],
    caughtBy: 'same as fresh',
  },
  {
    bug: 'a client does not hear who owns a group after its owner left',
    edits: [{ file: `${CLIENT}/createRoom.ts`, find: 'removes(entry, head.head?.ownerId)', replace: 'false' }],
    caughtBy: 'same as fresh',
  },
  {
    bug: 'what was marked as read is answered and not stored',
    edits: [{ file: ROOM_WRITES, find: 'participant.lastReadSeq = readSeq', replace: '' }],
    caughtBy: 'receipts forward',
  },
  {
    bug: 'what was read in an inbox is not told to the other tabs',
    edits: [
      {
        file: 'packages/server/src/notifications/createNotifications.ts',
        find: 'broadcaster.toSynced({ userIds: [userId]',
        replace: "if (entry.kind !== 'read') broadcaster.toSynced({ userIds: [userId]",
      },
    ],
    caughtBy: 'order of delivery',
  },
]
