import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { Storage } from '../../ports/storage.ts'
import { databaseFile, openReader, openWriter } from './connection.ts'
import { createEventReads } from './eventReads.ts'
import { lockFolder } from './folderLock.ts'
import { createInboxReads } from './inboxReads.ts'
import { createUserKeys } from './keys.ts'
import { migrate } from './migrations.ts'
import { createPostReads } from './postReads.ts'
import { createRoomReads } from './roomReads.ts'
import { createUserReads } from './userReads.ts'
import { whileOpen } from './whileOpen.ts'
import { startWriter, type Writer } from './writer.ts'

/**
 * Opens the embedded database of a data folder, made if it is not there, for this process alone.
 * @param options.onFatal see `startWriter`
 * @throws Error if another process has the folder, or a newer Linsta wrote it
 */
export async function openSqliteStorage(options: {
  dataFolder: string
  onFatal(error: Error): void
}): Promise<Storage> {
  mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 })
  const lock = lockFolder(options.dataFolder)
  const file = databaseFile(options.dataFolder)
  try {
    const contentKey = prepareDatabase(file)
    const writer = await startWriter({ file, contentKey, onFatal: options.onFatal })
    const reader = openReader(file)
    const users = createUserKeys(reader)
    const release = async () => {
      // The writer is last, so that it empties the write-ahead log into the database.
      reader.close()
      await writer.close()
      lock.release()
    }
    let released: Promise<void> | undefined
    return {
      ...createStores({ reader, users, writer }),
      // Once, whoever asks: a second call must not let go of the folder before the first has finished with it.
      close() {
        released ??= release()
        return released
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Migrates the database and returns its own random key, under which hashes of deleted texts are kept. */
function prepareDatabase(file: string): Buffer {
  const database = openWriter(file)
  try {
    migrate(database)
    database
      .prepare('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?), (?, ?)')
      .run('content_key', randomBytes(32), 'epoch', randomBytes(12).toString('hex'))
    return database.prepare<[], Buffer>("SELECT value FROM meta WHERE name = 'content_key'").pluck().get() as Buffer
  } finally {
    database.close()
  }
}

function createStores({
  reader,
  users,
  writer,
}: {
  reader: ReturnType<typeof openReader>
  users: ReturnType<typeof createUserKeys>
  writer: Writer
}): Omit<Storage, 'close'> {
  const { readMany, findByEmail } = whileOpen(reader, createUserReads(reader))
  const roomReads = whileOpen(reader, createRoomReads(reader, users))
  return {
    rooms: {
      ...roomReads,
      async openDirectRoom(command) {
        const chatRoomId = await writer.write('openDirectRoom', command)
        const room = await roomReads.readRoom(chatRoomId)
        if (room === undefined) throw new Error(`The room ${chatRoomId} was opened and is not there`)
        return room
      },
      async append(command) {
        if (command.kind === 'delete') return writer.write('appendDelete', command)
        const appended = await writer.write('appendMessage', command)
        if (typeof appended !== 'number') return appended
        const { chatRoomId, id, kind, actorId, at, text, replyTo } = command
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
        }
        return { entry: { chatRoomId, seq: appended, id, kind, actorId, at, message }, repeated: false }
      },
      moveReceipt: (command) => writer.write('moveReceipt', command),
    },
    inboxes: {
      ...whileOpen(reader, createInboxReads(reader, users)),
      markRead: (command) => writer.write('markRead', command),
      markAllRead: (command) => writer.write('markAllRead', command),
    },
    users: { readMany, recordLastSeen: (command) => writer.write('recordLastSeen', command) },
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
