import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Storage } from '../../../src/ports/storage.ts'
import { aNotificationTo, expectRefusal, NOON, newId, nothingButATitle } from '../kit.ts'
import { ann, bob, createRoomActs } from '../rooms/roomActs.ts'
import { openStorage, useFolder } from './dataFolder.ts'

/** Everything that can be read of what `fill` wrote. */
async function readBack({ rooms, inboxes, users, accounts, posts, events }: Storage, ids: Record<string, string>) {
  const { chatRoomId = '', postId = '', eventId = '' } = ids
  return {
    room: await rooms.readRoom(chatRoomId),
    messages: await rooms.readMessages({ chatRoomId, throughSeq: 4, limit: 10, skip: 0 }),
    inbox: await inboxes.list({ userId: ann, limit: 10, skip: 0 }),
    people: await users.readMany([ann, bob]),
    account: await accounts.findByEmail('ann@example.org'),
    post: await posts.read(postId, bob),
    comments: await posts.listComments({ postId, limit: 10, skip: 0 }),
    event: await events.read(eventId),
    attendees: await events.listAttendees(eventId),
  }
}

async function fill(storage: Storage): Promise<{ chatRoomId: string; postId: string; eventId: string }> {
  const acts = createRoomActs(() => storage)
  const chatRoomId = await acts.openRoom(ann, bob)
  const { entry } = await acts.send(chatRoomId, bob, { clientMessageId: 'deleted', text: 'Gone' })
  await acts.send(chatRoomId, bob, { clientMessageId: 'kept', text: 'Kept', replyTo: entry.id })
  await acts.remove(chatRoomId, bob, { messageId: entry.id })
  await acts.send(chatRoomId, ann)
  await acts.moveReceipt(chatRoomId, ann, 2)
  const account = { userId: ann, name: 'Ann', email: 'ann@example.org', passwordHash: 'hash' }
  await storage.accounts.create({ ...account, at: NOON })
  await storage.users.recordLastSeen({ userIds: [bob], at: NOON + 1 })
  const [postId, eventId] = [newId(), newId()]
  await storage.events.create({ id: eventId, createdBy: ann, fields: nothingButATitle, at: NOON })
  await storage.events.rsvp({ id: newId(), eventId, actorId: bob, at: NOON, notification: undefined })
  await storage.posts.create({ id: postId, authorId: ann, caption: 'A post', eventId, media: [], at: NOON })
  const notification = aNotificationTo(ann, { type: 'LIKE', referenceId: postId })
  await storage.posts.like({ postId, actorId: bob, at: NOON, notification })
  await storage.posts.comment({ id: newId(), postId, actorId: bob, text: 'Yes', at: NOON, notification: undefined })
  return { chatRoomId, postId, eventId }
}

/** A name and its value in the database of a folder that nobody has open. */
function readMeta(dataFolder: string, name: string): unknown {
  const database = new BetterSqlite(join(dataFolder, 'linsta.db'), { readonly: true })
  try {
    return database.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(name)
  } finally {
    database.close()
  }
}

function setSchemaVersion(dataFolder: string, version: number): number {
  const database = new BetterSqlite(join(dataFolder, 'linsta.db'))
  try {
    const before = database.pragma('user_version', { simple: true }) as number
    database.pragma(`user_version = ${version}`)
    return before
  } finally {
    database.close()
  }
}

describe('the life of a SQLite storage', () => {
  it('[P1] keeps everything over a reopen', async () => {
    const dataFolder = await useFolder()
    const first = await openStorage(dataFolder)
    const ids = await fill(first)
    const before = await readBack(first, ids)
    await first.close()
    const second = await openStorage(dataFolder)
    expect(await readBack(second, ids)).toEqual(before)
    expect(before.messages).toHaveLength(3)
    expect(before.inbox).toHaveLength(1)
    await second.close()
  })

  it('[P2] [P3] goes on where the log ended, and knows the messages of before', async () => {
    const dataFolder = await useFolder()
    const first = await openStorage(dataFolder)
    const { chatRoomId } = await fill(first)
    await first.close()
    const second = await openStorage(dataFolder)
    const acts = createRoomActs(() => second)
    const repeat = (clientMessageId: string, text: string) => acts.send(chatRoomId, bob, { clientMessageId, text })
    expect(await repeat('deleted', 'Gone')).toMatchObject({ entry: { seq: 1 }, repeated: true })
    expect(await repeat('kept', 'Kept')).toMatchObject({ entry: { seq: 2 }, repeated: true })
    await expectRefusal(repeat('deleted', 'Another text'), 'conflict')
    expect(await repeat('new', 'New')).toMatchObject({ entry: { seq: 5 }, repeated: false })
    expect(await acts.openRoom(bob, ann)).toBe(chatRoomId)
    await second.close()
  })

  it('[P1] close finishes the writes that were begun', async () => {
    const dataFolder = await useFolder()
    const first = await openStorage(dataFolder)
    const acts = createRoomActs(() => first)
    const chatRoomId = await acts.openRoom(ann, bob)
    // The first is being committed when the others and the call of close come.
    const begun = [acts.send(chatRoomId, ann)]
    await new Promise((resolve) => setImmediate(resolve))
    begun.push(...Array.from({ length: 50 }, () => acts.send(chatRoomId, ann)))
    await Promise.all([first.close(), first.close()])
    const acked = await Promise.all(begun)
    const second = await openStorage(dataFolder)
    const { readAll } = createRoomActs(() => second)
    expect(await readAll(chatRoomId)).toEqual(acked.map(({ entry }) => entry.message))
    await second.close()
  })

  it('rejects what is called after close, reads as well', async () => {
    const storage = await openStorage(await useFolder())
    const acts = createRoomActs(() => storage)
    const chatRoomId = await acts.openRoom(ann, bob)
    const closing = storage.close()
    const { rooms, inboxes, users, accounts, posts, events } = storage
    const calls = () => [
      acts.send(chatRoomId, ann),
      acts.moveReceipt(chatRoomId, ann, 1),
      users.recordLastSeen({ userIds: [ann], at: NOON }),
      rooms.readRoom(chatRoomId),
      rooms.readRoomsOf(ann),
      rooms.readMessages({ chatRoomId, throughSeq: 0, limit: 1, skip: 0 }),
      inboxes.list({ userId: ann, limit: 1, skip: 0 }),
      inboxes.countUnread(ann),
      users.readMany([]),
      accounts.findByEmail('ann@example.org'),
      posts.read(newId(), ann),
      events.read(newId()),
    ]
    await Promise.all(calls().map((call) => expectRefusal(call, 'unavailable')))
    await closing
    await Promise.all(calls().map((call) => expectRefusal(call, 'unavailable')))
    await storage.close()
  })

  it('refuses a folder that is open, until it is closed', async () => {
    const dataFolder = await useFolder()
    const first = await openStorage(dataFolder)
    await expect(openStorage(dataFolder)).rejects.toThrow(`Another Linsta runs on the data folder ${dataFolder}.`)
    const acts = createRoomActs(() => first)
    const chatRoomId = await acts.openRoom(ann, bob)
    let isWritten = false
    const begun = acts.send(chatRoomId, ann).then(({ entry }) => {
      isWritten = true
      return entry
    })
    const closing = [first.close(), first.close()]
    // Neither call of close lets go of the folder while something is written in it.
    await Promise.race(closing)
    expect(isWritten).toBe(true)
    const second = await openStorage(dataFolder)
    expect(await second.rooms.readMessage((await begun).id)).toBeDefined()
    await Promise.all(closing)
    await expect(openStorage(dataFolder)).rejects.toThrow('Another Linsta runs')
    await second.close()
  })

  it('refuses a folder that a newer Linsta wrote, changes nothing in it, and does not hold it', async () => {
    const dataFolder = await useFolder()
    await (await openStorage(dataFolder)).close()
    const version = setSchemaVersion(dataFolder, 1_000)
    await expect(openStorage(dataFolder)).rejects.toThrow(
      `The data folder was written by a newer Linsta (schema 1000, this one knows ${version}). ` +
        'Start that version, or name another folder in LINSTA_DATA.',
    )
    expect(setSchemaVersion(dataFolder, version)).toBe(1_000)
    await (await openStorage(dataFolder)).close()
  })

  it('[P4] a database has one epoch for life, and another one than any other', async () => {
    const [one, other] = [await useFolder(), await useFolder()]
    for (const dataFolder of [one, other]) await (await openStorage(dataFolder)).close()
    const epoch = readMeta(one, 'epoch')
    expect(epoch).toMatch(/^[0-9a-f]{24}$/)
    expect(readMeta(other, 'epoch')).not.toBe(epoch)
    expect(readMeta(other, 'content_key')).not.toEqual(readMeta(one, 'content_key'))
    await (await openStorage(one)).close()
    expect(readMeta(one, 'epoch')).toBe(epoch)
  })

  it.skipIf(process.platform === 'win32')('[P5] makes a folder that is its user’s alone', async () => {
    const dataFolder = join(await useFolder(), 'made', 'here')
    await (await openStorage(dataFolder)).close()
    expect((await stat(dataFolder)).mode & 0o777).toBe(0o700)
  })

  it('[P3] an error that nobody foresaw fails alone', async () => {
    const storage = await openStorage(await useFolder())
    const acts = createRoomActs(() => storage)
    const chatRoomId = await acts.openRoom(ann, bob)
    const { entry } = await acts.send(chatRoomId, ann)
    const outcomes = await Promise.allSettled([
      acts.send(chatRoomId, ann),
      acts.send(chatRoomId, bob, { id: entry.id }),
      acts.send(chatRoomId, bob),
      acts.send(newId(), bob),
      acts.openRoom(bob, 'a new person'),
    ])
    expect(outcomes).toMatchObject([
      { value: { entry: { seq: 2 } } },
      { reason: { message: expect.stringContaining('UNIQUE constraint failed') } },
      { value: { entry: { seq: 3 } } },
      { reason: { code: 'room_not_found' } },
      { status: 'fulfilled' },
    ])
    expect(await acts.readRoom(chatRoomId)).toMatchObject({ head: { seq: 3, messageCount: 3 } })
    expect(await acts.readParticipant(chatRoomId, ann)).toMatchObject({ sentCount: 2 })
    expect(await acts.readParticipant(chatRoomId, bob)).toMatchObject({ sentCount: 1 })
    await storage.close()
  })
})
