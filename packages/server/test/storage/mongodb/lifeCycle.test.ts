import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { ann, bob, createRoomActs } from '../rooms/roomActs.ts'
import { fill, readBack } from '../sqlite/everything.ts'
import { hasMongodb, newDatabaseUrl, openStorage } from './database.ts'
import { openWatchedStorage } from './watched.ts'

describe.skipIf(!hasMongodb)('the life of a MongoDB storage', () => {
  let url = ''
  let client: MongoClient
  beforeEach(() => {
    url = newDatabaseUrl()
    client = new MongoClient(url)
  })
  afterEach(() => client.close())

  /** Opened for one test, and closed after it. */
  async function open(options: { url: string } = { url }) {
    const storage = await openStorage(options.url)
    onTestFinished(() => storage.close())
    return storage
  }

  it('[P1] keeps everything over a reopen', async () => {
    const first = await openStorage(url)
    const ids = await fill(first)
    const before = await readBack(first, ids)
    await first.close()
    expect(await readBack(await open(), ids)).toEqual(before)
    expect(before.messages).toHaveLength(3)
    expect(before.inbox).toHaveLength(1)
    for (const log of [before.log, before.groupLog]) expect(log).toMatchObject({ entries: { length: 4 } })
  })

  it('[P5] keeps nothing of a deleted text', async () => {
    const storage = await open()
    const acts = createRoomActs(() => storage)
    const { chatRoomId, creator } = await acts.openRoomOfTwo()
    const { entry } = await acts.send(chatRoomId, creator, { text: 'A secret', clientMessageId: 'a' })
    const readAll = async () => {
      const collections = await client.db().collections()
      return JSON.stringify(await Promise.all(collections.map((collection) => collection.find().toArray())))
    }
    expect(await readAll()).toContain('A secret')
    await acts.remove(chatRoomId, creator, { messageId: entry.id })
    expect(await readAll()).not.toContain('A secret')
  })

  it('[P1] close finishes the writes that were begun', async () => {
    const first = await openStorage(url)
    const acts = createRoomActs(() => first)
    const chatRoomId = await acts.openRoom(ann, bob)
    const begun = Array.from({ length: 50 }, () => acts.send(chatRoomId, ann))
    await Promise.all([first.close(), first.close()])
    const acked = await Promise.all(begun)
    const second = await open()
    const { readAll } = createRoomActs(() => second)
    expect(await readAll(chatRoomId)).toEqual(acked.map(({ entry }) => entry.message))
  })

  it('rejects what is called after close', async () => {
    const storage = await openStorage(url)
    const closing = storage.close()
    const { rooms, inboxes, users, accounts, posts, events } = storage
    const { onAppended, ...inboxCalls } = inboxes
    const calls = [rooms, inboxCalls, users, accounts, posts, events].flatMap((store) => Object.values(store))
    const callAll = () => calls.map((call) => (call as (...args: unknown[]) => Promise<unknown>)({}, {}))
    for (const call of callAll()) await expect(call).rejects.toMatchObject({ code: 'unavailable' })
    await closing
    for (const call of callAll()) await expect(call).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('[P4] has one epoch for life, and another one than any other database', async () => {
    const identityOf = async (storage: Awaited<ReturnType<typeof openStorage>>) => {
      const { epoch, generatedSecret } = storage
      return { epoch, generatedSecret }
    }
    const first = await identityOf(await open())
    expect(first.epoch).toMatch(/^[0-9a-f]{24}$/)
    expect(first.generatedSecret).toMatch(/^[0-9a-f]{64}$/)
    expect(await identityOf(await open())).toEqual(first)
    const theirs = await identityOf(await open({ url: newDatabaseUrl() }))
    expect(theirs.epoch).not.toBe(first.epoch)
    expect(theirs.generatedSecret).not.toBe(first.generatedSecret)
  })

  it('refuses a database that a newer Linsta wrote', async () => {
    await (await openStorage(url)).close()
    await client
      .db()
      .collection('linsta_meta')
      .updateOne({}, { $set: { schema: 1_000 } })
    await expect(openStorage(url)).rejects.toThrow(
      'The database was written by a newer Linsta (schema 1000, this one knows 1). ' +
        'Start that version, or name another database in MONGODB_URL.',
    )
  })

  describe('indexes that are in the way', () => {
    const entries = () => client.db().collection('linsta_entries')

    it('are named, with what is needed in their place', async () => {
      await entries().createIndex({ roomId: 1, seq: 1 }, { name: 'linsta_position' })
      await expect(openStorage(url)).rejects.toThrow(
        /linsta_entries: the index "linsta_position" is {"roomId":1,"seq":1}, unique: false, and Linsta needs {"roomId":1,"seq":1}, unique: true\. Drop it and start again\./,
      )
      await entries().dropIndex('linsta_position')
      await open()
    })

    it('are told of where the server refuses another beside them', async () => {
      await entries().createIndex({ roomId: 1, seq: 1 }, { name: 'somebody_elses', unique: true })
      await expect(openStorage(url)).rejects.toThrow(/linsta_entries: an index that Linsta needs cannot be made\. .+/)
      await entries().dropIndex('somebody_elses')
      await open()
    })

    it('are made where one was dropped', async () => {
      await (await openStorage(url)).close()
      const before = await entries().indexes()
      await entries().dropIndex('linsta_send')
      await open()
      expect((await entries().indexes()).map(({ name }) => name).sort()).toEqual(before.map(({ name }) => name).sort())
    })
  })

  it('sends with one insert and one update, and reads nothing, however many send at once', async () => {
    const first = await open()
    const { chatRoomId, creator, other } = await createRoomActs(() => first).openRoomOfTwo()
    const calls: string[] = []
    const storage = await openWatchedStorage(url, { before: (method) => calls.push(method) })
    onTestFinished(() => storage.close())
    const acts = createRoomActs(() => storage)
    await acts.send(chatRoomId, creator)
    calls.length = 0
    await acts.send(chatRoomId, creator)
    expect(calls).toEqual(['insertMany', 'updateOne'])
    calls.length = 0
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => acts.send(chatRoomId, index % 2 === 0 ? creator : other)),
    )
    expect(calls).toEqual(['insertMany', 'updateOne'])
  })
})
