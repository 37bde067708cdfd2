import type { Database } from 'better-sqlite3'
import type { RoomState } from '../../ports/roomState.ts'
import type { Storage } from '../../ports/storage.ts'
import { createEventReads } from './eventReads.ts'
import { createInboxReads } from './inboxReads.ts'
import { createUserKeys } from './keys.ts'
import { createPostReads } from './postReads.ts'
import { createRoomReads } from './roomReads.ts'
import { createUserReads } from './userReads.ts'
import { whileOpen } from './whileOpen.ts'
import type { Writer } from './writer.ts'

/** The stores of a database: reads on a connection of their own, writes by whatever writes. */
export function createStores(parts: { reader: Database; writer: Writer }): Omit<Storage, 'epoch' | 'close'> {
  const { reader, writer } = parts
  const users = createUserKeys(reader)
  const { readMany, readPrivacy, search, findByEmail } = whileOpen(reader, createUserReads(reader))
  const roomReads = whileOpen(reader, createRoomReads(reader, users))

  async function readMade(chatRoomId: string): Promise<RoomState> {
    const room = await roomReads.readRoom(chatRoomId)
    if (room === undefined) throw new Error(`The room ${chatRoomId} was made and is not there`)
    return room
  }

  return {
    rooms: {
      ...roomReads,
      async openDirectRoom(command) {
        return readMade(await writer.write('openDirectRoom', command))
      },
      async createGroup(command) {
        return readMade(await writer.write('createGroup', command))
      },
      async append(command) {
        if (command.kind === 'delete') return writer.write('appendDelete', command)
        if (command.kind !== 'message') return writer.write('appendParticipant', command)
        const appended = await writer.write('appendMessage', command)
        if (typeof appended !== 'number') return appended
        const { chatRoomId, id, kind, actorId, at, text, replyTo, clientMessageId = null } = command
        const message = {
          _id: id,
          chatRoomId,
          seq: appended,
          senderId: actorId,
          text,
          createdAt: at,
          deleted: false,
          replyTo,
          updatedSeq: appended,
          clientMessageId,
        }
        return { entry: { chatRoomId, seq: appended, id, kind, actorId, at, message }, repeated: false }
      },
      moveReceipt: (command) => writer.write('moveReceipt', command),
    },
    inboxes: {
      ...whileOpen(reader, createInboxReads(reader, users)),
      markRead: (command) => writer.write('markRead', command),
      markAllRead: (command) => writer.write('markAllRead', command),
      notify: (command) => writer.write('notify', command),
      retract: (command) => writer.write('retract', command),
      onAppended: (listener) => writer.onInboxEntries(listener),
    },
    users: {
      readMany,
      readPrivacy,
      search,
      setProfile: ({ userId, name, picture }) =>
        writer.write('setProfile', {
          userId,
          ...(name === undefined ? {} : { name }),
          ...(picture === undefined ? {} : { picture }),
        }),
      recordLastSeen: (command) => writer.write('recordLastSeen', command),
      setPrivacy: (command) => writer.write('setPrivacy', command),
    },
    accounts: { findByEmail, create: (command) => writer.write('createAccount', command) },
    posts: {
      ...whileOpen(reader, createPostReads(reader, users)),
      create: (command) => writer.write('createPost', command),
      delete: (command) => writer.write('deletePost', command),
      like: (command) => writer.write('likePost', command),
      unlike: (command) => writer.write('unlikePost', command),
      comment: (command) => writer.write('commentOnPost', command),
      deleteComment: (command) => writer.write('deleteComment', command),
    },
    events: {
      ...whileOpen(reader, createEventReads(reader, users)),
      create: (command) => writer.write('createEvent', command),
      delete: (command) => writer.write('deleteEvent', command),
      rsvp: (command) => writer.write('rsvpToEvent', command),
      cancelRsvp: (command) => writer.write('cancelRsvp', command),
    },
  }
}
