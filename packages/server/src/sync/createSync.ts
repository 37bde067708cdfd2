import { LinstaError, SYNC_ROOMS_MAX, type SyncAnswer } from '@linsta/protocol'
import { createAnswerBudget } from '../answerSize.ts'
import { toHead } from '../chat/toHead.ts'
import type { Notifications } from '../notifications/createNotifications.ts'
import type { People } from '../people.ts'
import type { HeadsCursor, Position, RoomStore } from '../ports/roomStore.ts'
import type { Privacy } from '../privacy.ts'

/** Tells a client where its rooms and its inbox stand. */
export function createSync(parts: {
  epoch: string
  rooms: RoomStore
  notifications: Notifications
  people: People
  privacy: Privacy
}) {
  const { epoch, rooms, notifications, people, privacy } = parts

  /**
   * Puts the connection, if there is one, into the audience of everything of its user first and reads afterwards: what
   * happens meanwhile is sent, what happened before is read, and nothing falls between (P4).
   * @throws LinstaError `invalid_request` for a cursor that no answer named
   */
  return async function sync(
    request: { actorId: string; epoch: string | undefined; inbox: Position | undefined; cursor: string | undefined },
    subscribe?: () => void,
  ): Promise<SyncAnswer> {
    const { actorId } = request
    subscribe?.()
    const after = request.cursor === undefined ? undefined : parseCursor(request.cursor)
    const budget = createAnswerBudget()
    const page = await rooms.readHeads({ userId: actorId, after, limit: SYNC_ROOMS_MAX })
    const known = await people.read(page.heads.flatMap(({ other }) => (other === null ? [] : [other.userId])))
    const heads = budget.fit(page.heads.map((head) => toHead(head, known, privacy)))
    // What the rooms leave is the inbox's, which has a call of its own for the rest.
    const first = after === undefined ? await readFirst(request, budget) : {}
    const last = page.heads[heads.length - 1]
    const hasMore = page.hasMore || heads.length < page.heads.length
    return {
      epoch,
      reset: request.epoch !== undefined && request.epoch !== epoch,
      rooms: heads,
      nextCursor:
        hasMore && last !== undefined ? formatCursor({ at: last.head.at, chatRoomId: last.chatRoomId }) : null,
      ...first,
    }
  }

  async function readFirst(
    request: { actorId: string; epoch: string | undefined; inbox: Position | undefined },
    budget: ReturnType<typeof createAnswerBudget>,
  ): Promise<Pick<SyncAnswer, 'inbox' | 'unreadTotal'>> {
    const { actorId } = request
    // A position of another database says nothing about this one.
    const position = request.epoch === epoch ? request.inbox : undefined
    return {
      inbox: await notifications.readChanges({ actorId, position }, budget),
      unreadTotal: await rooms.countUnread(actorId),
    }
  }
}

export type Sync = ReturnType<typeof createSync>

const formatCursor = ({ at, chatRoomId }: HeadsCursor): string => `${at}.${chatRoomId}`

function parseCursor(cursor: string): HeadsCursor {
  const [, at, chatRoomId] = /^(\d{1,15})\.([0-9a-f]{24})$/.exec(cursor) ?? []
  if (at === undefined || chatRoomId === undefined) {
    throw new LinstaError('invalid_request', { sentence: 'cursor must be what an answer named' })
  }
  return { at: Number(at), chatRoomId }
}
