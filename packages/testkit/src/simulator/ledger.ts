import type { Group, GroupOutcome } from '@linsta/server/sqlite'
import type { Breaches } from './breaches.ts'

/*
 * The simulator's own account of what was committed, kept from commands and their results alone. What the server sends
 * and what clients show is held against it.
 */

type LedgerEntry = {
  seq: number
  id: string
  kind: string
  actorId: string
  /** Who was added or removed. */
  targetId: string | undefined
  /** Who is in the room after it. */
  members: ReadonlySet<string>
  /** When it was committed. */
  at: number
}

type LedgerRoom = {
  readonly chatRoomId: string
  /** When it was made, and by whom. */
  readonly openedAt: number
  readonly creatorId: string
  readonly isGroup: boolean
  /** In the order in which they came: the first owns a group. */
  readonly members: ReadonlySet<string>
  readonly entries: readonly LedgerEntry[]
}

/** What somebody shows of themselves, and since when. */
type Shown = { receipts: boolean; invisible: boolean; since: number }

export type Ledger = {
  readonly rooms: ReadonlyMap<string, LedgerRoom>
  /** A group was committed. */
  committed(group: Group, outcome: GroupOutcome): void
  /** Who is in the room now. */
  isMember(chatRoomId: string, userId: string): boolean
  /** Whether somebody may be sent the entry: who was in the room after it, and whom it removed. */
  maySee(chatRoomId: string, seq: number, userId: string): boolean
  /** Whether somebody may be told in an answer of what is at `seq`: members, and the removed of what was before. */
  mayRead(chatRoomId: string, seq: number, userId: string): boolean
  /** Until when two people were in one room: now, if they still are; undefined if they never were. */
  sharedUntil(userId: string, otherUserId: string): number | undefined
  /** The last entry that removed somebody, if they are outside. */
  removalOf(chatRoomId: string, userId: string): LedgerEntry | undefined
  privacyOf(userId: string): Shown
  /** Ids of entries that a restored backup took away, since the run began. */
  readonly lost: ReadonlySet<string>
  readonly restores: number
  backup(): LedgerBackup
  restore(backup: LedgerBackup): void
}

export type LedgerBackup = { rooms: Map<string, LedgerRoom>; privacy: Map<string, Shown> }

type AppendedEntry = { seq: number; id: string; kind: string; actorId: string; userId?: string }
type AppendCommand = { chatRoomId: string; id: string; actorId: string }

const OPEN: Shown = { receipts: true, invisible: false, since: 0 }

export function createLedger({ clock, breaches }: { clock: { now(): number }; breaches: Breaches }): Ledger {
  let rooms = new Map<string, LedgerRoom>()
  let privacy = new Map<string, Shown>()
  const lost = new Set<string>()
  let restores = 0

  function open(chatRoomId: string, userIds: [string, ...string[]], isGroup: boolean): void {
    if (rooms.has(chatRoomId)) return
    const members = new Set(userIds)
    rooms.set(chatRoomId, { chatRoomId, openedAt: clock.now(), creatorId: userIds[0], isGroup, members, entries: [] })
  }

  function append(chatRoomId: string, entry: AppendedEntry): void {
    const room = rooms.get(chatRoomId)
    if (room === undefined) {
      breaches.add('one log', `${chatRoomId} has an entry and was never made`)
      return
    }
    const { seq, id, kind, actorId, userId: targetId } = entry
    if (seq !== room.entries.length + 1) {
      breaches.add('one log', `${chatRoomId} got ${seq} behind ${room.entries.length}`)
    }
    if (!room.members.has(actorId)) {
      breaches.add('nothing to outsiders', `${actorId}, who is not in ${chatRoomId}, appended ${kind} ${seq} to it`)
    }
    const [ownerId] = room.members
    if (targetId !== undefined && targetId !== actorId && actorId !== ownerId) {
      breaches.add('one log', `${actorId} appended ${kind} ${seq} to ${chatRoomId}, which is ${ownerId}'s`)
    }
    let { members } = room
    if (kind === 'participant_added' && targetId !== undefined) members = new Set([...members, targetId])
    if (kind === 'participant_removed') members = new Set([...members].filter((member) => member !== targetId))
    const entries = [...room.entries, { seq, id, kind, actorId, targetId, members, at: clock.now() }]
    rooms.set(chatRoomId, { ...room, members, entries })
  }

  function commit(name: string, payload: unknown, result: unknown): void {
    switch (name) {
      case 'openDirectRoom': {
        const { creatorId, otherUserId } = payload as { creatorId: string; otherUserId: string }
        open(result as string, [creatorId, otherUserId], false)
        break
      }
      case 'createGroup': {
        const { ownerId, userIds } = payload as { ownerId: string; userIds: string[] }
        open(result as string, [ownerId, ...userIds], true)
        break
      }
      case 'appendMessage': {
        const { chatRoomId, id, actorId } = payload as AppendCommand
        if (typeof result === 'number') append(chatRoomId, { seq: result, id, kind: 'message', actorId })
        break
      }
      case 'appendDelete':
      case 'appendParticipant': {
        const { entry, repeated } = result as { entry: AppendedEntry; repeated: boolean }
        if (!repeated) append((payload as AppendCommand).chatRoomId, entry)
        break
      }
      case 'setPrivacy': {
        const { userId, receipts, invisible } = payload as Shown & { userId: string }
        privacy.set(userId, { receipts, invisible, since: clock.now() })
        break
      }
      default:
    }
  }

  const entryAt = (chatRoomId: string, seq: number) => rooms.get(chatRoomId)?.entries[seq - 1]
  const isMember = (chatRoomId: string, userId: string) => rooms.get(chatRoomId)?.members.has(userId) === true
  const removes = (entry: LedgerEntry | undefined, userId: string) =>
    entry?.kind === 'participant_removed' && entry.targetId === userId

  return {
    get rooms() {
      return rooms
    },
    committed(group, { results, refused, failed }) {
      const without = new Set([...refused, ...failed].map(({ index }) => index))
      for (const [index, { name, payload }] of group.entries()) {
        if (!without.has(index)) commit(name, payload, results[index])
      }
    },
    isMember,
    maySee(chatRoomId, seq, userId) {
      const entry = entryAt(chatRoomId, seq)
      return entry !== undefined && (entry.members.has(userId) || removes(entry, userId))
    },
    mayRead(chatRoomId, seq, userId) {
      if (isMember(chatRoomId, userId)) return true
      const removal = rooms.get(chatRoomId)?.entries.findLast((entry) => removes(entry, userId))
      return removal !== undefined && seq <= removal.seq
    },
    sharedUntil(userId, otherUserId) {
      let until: number | undefined
      for (const { members, entries } of rooms.values()) {
        if (members.has(userId) && members.has(otherUserId)) return clock.now()
        for (const [index, entry] of entries.entries()) {
          const before = entries[index - 1]?.members ?? new Set([...entry.members, entry.targetId])
          if (!before.has(userId) || !before.has(otherUserId)) continue
          if (removes(entry, userId) || removes(entry, otherUserId)) until = Math.max(until ?? 0, entry.at)
        }
      }
      return until
    },
    removalOf: (chatRoomId, userId) =>
      isMember(chatRoomId, userId)
        ? undefined
        : rooms.get(chatRoomId)?.entries.findLast((entry) => removes(entry, userId)),
    privacyOf: (userId) => privacy.get(userId) ?? OPEN,
    lost,
    get restores() {
      return restores
    },
    backup: () => ({ rooms: new Map(rooms), privacy: new Map(privacy) }),
    restore(backup) {
      for (const [chatRoomId, room] of rooms) {
        const kept = backup.rooms.get(chatRoomId)?.entries.length ?? 0
        for (const { id } of room.entries.slice(kept)) lost.add(id)
      }
      restores += 1
      rooms = new Map(backup.rooms)
      privacy = new Map(backup.privacy)
    },
  }
}
