import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { expectRefusal, NOON, newId } from '../kit.ts'
import { ann, bob, createRoomActs } from '../rooms/roomActs.ts'
import { openStorage, useFolder } from './dataFolder.ts'
import { fill, readBack } from './everything.ts'

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
    for (const log of [before.log, before.groupLog]) expect(log).toMatchObject({ entries: { length: 4 } })
    expect(before.inboxLog).toMatchObject({ entries: [{ kind: 'notification' }, { kind: 'read' }] })
    expect(before.heads.heads).toHaveLength(2)
    expect(before.unread).toBe(1)
    expect(before.privacy.size).toBe(1)
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

  it('[P2] knows the groups of before by what their owners called them', async () => {
    const dataFolder = await useFolder()
    const command = { ownerId: ann, userIds: [bob], clientRoomId: 'the one', at: NOON }
    const first = await openStorage(dataFolder)
    const made = await first.rooms.createGroup({ ...command, chatRoomId: newId() })
    await first.close()
    const second = await openStorage(dataFolder)
    expect(await second.rooms.createGroup({ ...command, chatRoomId: newId() })).toEqual(made)
    await second.close()
  })

  it('[P2] knows ids that were not in the index yet when it was closed, and those that were', async () => {
    const dataFolder = await useFolder()
    const ids = Array.from({ length: 100 }, (_, index) => `id ${index}`)
    let storage = await openStorage(dataFolder)
    const acts = createRoomActs(() => storage)
    const chatRoomId = await acts.openRoom(ann, bob)
    for (const [index, clientMessageId] of ids.entries()) {
      if (index % 15 === 14) {
        await storage.close()
        storage = await openStorage(dataFolder)
      }
      const [sent] = await Promise.all([
        acts.send(chatRoomId, ann, { clientMessageId }),
        // In the same commit.
        expect(acts.send(chatRoomId, ann, { clientMessageId })).resolves.toMatchObject({ repeated: true }),
      ])
      expect(sent).toMatchObject({ entry: { seq: index + 1 }, repeated: false })
      for (const earlier of ids.slice(0, index)) {
        expect(await acts.send(chatRoomId, ann, { clientMessageId: earlier })).toMatchObject({ repeated: true })
      }
    }
    await storage.close()
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
    const position = { seq: 0, id: null }
    const calls = () => [
      acts.send(chatRoomId, ann),
      acts.moveReceipt(chatRoomId, ann, 1),
      users.recordLastSeen({ userIds: [ann], at: NOON }),
      rooms.readRoom(chatRoomId),
      rooms.readRoomsOf(ann),
      rooms.readMessages({ chatRoomId, throughSeq: 0, limit: 1, skip: 0 }),
      rooms.readPage({ chatRoomId, throughSeq: 0, limit: 1 }),
      rooms.readChanges({ chatRoomId, position, throughSeq: 0, limit: 1 }),
      rooms.readHeads({ userId: ann, after: undefined, limit: 1 }),
      rooms.readHead(chatRoomId, ann),
      rooms.countUnread(ann),
      acts.createGroup(),
      acts.leave(chatRoomId, ann),
      inboxes.readPage({ userId: ann, before: undefined, limit: 1 }),
      inboxes.readChanges({ userId: ann, position, limit: 1 }),
      inboxes.list({ userId: ann, limit: 1, skip: 0 }),
      inboxes.countUnread(ann),
      users.readMany([]),
      users.readPrivacy(),
      users.search({ search: undefined, exceptUserId: ann, limit: 1, skip: 0 }),
      users.setProfile({ userId: ann, name: 'Ann', picture: null }),
      users.setPrivacy({ userId: ann, receipts: true, invisible: true }),
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

  it('[P4] has one epoch for life, and another one than any other database', async () => {
    const [one, other] = [await useFolder(), await useFolder()]
    async function open(dataFolder: string) {
      const { epoch, close } = await openStorage(dataFolder)
      await close()
      return { epoch, contentKey: readMeta(dataFolder, 'content_key') }
    }
    const first = await open(one)
    expect(first.epoch).toMatch(/^[0-9a-f]{24}$/)
    const theirs = await open(other)
    expect(theirs.epoch).not.toBe(first.epoch)
    expect(theirs.contentKey).not.toEqual(first.contentKey)
    expect(await open(one)).toEqual(first)
  })

  it.skipIf(process.platform === 'win32')('[P5] makes a folder that is its user’s alone', async () => {
    const dataFolder = join(await useFolder(), 'made', 'here')
    await (await openStorage(dataFolder)).close()
    expect((await stat(dataFolder)).mode & 0o777).toBe(0o700)
  })
})
