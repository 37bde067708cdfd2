import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewNotification } from '../../../src/ports/inboxStore.ts'
import type { Storage } from '../../../src/ports/storage.ts'
import { aNotificationTo, NOON, newId, newUserId, nothingButATitle, readInbox } from '../kit.ts'
import { createRoomActs } from '../rooms/roomActs.ts'
import { hasMongodb, newDatabaseUrl, openStorage, PATIENCE } from './database.ts'
import { openDyingStorage } from './dying.ts'

type RoomActs = ReturnType<typeof createRoomActs>

/** What is done by the process that dies, in a scene of its own, and what must be true for those who are left. */
type Play<Scene> = {
  prepare(acts: RoomActs, storage: Storage): Promise<Scene>
  act(scene: Scene, by: { acts: RoomActs; storage: Storage }): Promise<unknown>
  /** Called with a process that was there all the time and with one that started afterwards. */
  check(scene: Scene, by: { acts: RoomActs; storage: Storage }): Promise<void>
  /** The same before any other process has started: what was left is there as it was left. */
  checkAtOnce?(scene: Scene, by: { acts: RoomActs; storage: Storage }): Promise<void>
}

const START = { seq: 0, id: null }
const settled = (call: Promise<unknown>): Promise<unknown> => call.catch((error: { code?: string }) => error.code)

describe.skipIf(!hasMongodb)('a process on MongoDB that dies between any two of its writes', PATIENCE, () => {
  let url = ''
  let survivor: Storage
  // A database for each test: FerretDB looks at all there is for whatever is asked.
  beforeEach(async () => {
    url = newDatabaseUrl()
    survivor = await openStorage(url)
  })
  afterEach(() => survivor?.close())

  /** Lets a process die at its first write, another at its second, until one lives through all of them. */
  async function dieAtEachWrite<Scene>({ prepare, act, check, checkAtOnce }: Play<Scene>): Promise<number> {
    for (let lastWrite = 1; ; lastWrite += 1) {
      const acts = createRoomActs(() => survivor)
      const scene = await prepare(acts, survivor)
      const dying = await openDyingStorage(url, lastWrite)
      await act(scene, { storage: dying.storage, acts: createRoomActs(() => dying.storage) }).catch((error: Error) =>
        expect(error.message).toBe('The process is dead'),
      )
      const isOver = !dying.hasDied()
      await dying.storage.close()
      await checkAtOnce?.(scene, { storage: survivor, acts })
      const newcomer = await openStorage(url)
      // Whoever comes first finds what is left behind.
      const left = lastWrite % 2 === 0 ? [survivor, newcomer] : [newcomer, survivor]
      for (const storage of left) await check(scene, { storage, acts: createRoomActs(() => storage) })
      await newcomer.close()
      if (isOver) return lastWrite - 1
    }
  }

  /** The log's positions have no gap, and everything that is counted agrees with it. */
  async function expectWhole({ acts, storage }: { acts: RoomActs; storage: Storage }, chatRoomId: string) {
    const { head, participants } = await acts.readRoom(chatRoomId)
    const page = { chatRoomId, position: START, throughSeq: head.seq, limit: 1_000 }
    const changes = await storage.rooms.readChanges(page)
    if (changes.outcome === 'reset') throw new Error('The start is in every log')
    expect(changes.entries.map(({ seq }) => seq)).toEqual(changes.entries.map((_, index) => index + 1))
    expect(changes.entries.at(-1)?.id ?? null).toBe(head.id)
    const messages = changes.entries.filter(({ kind }) => kind === 'message')
    expect(head.messageCount).toBe(messages.length)
    for (const { userId, sentCount } of participants.values()) {
      expect(sentCount).toBe(messages.filter(({ actorId }) => actorId === userId).length)
      const listed = await storage.rooms.readHeads({ userId, after: undefined, limit: 10 })
      expect(listed.heads.find((one) => one.chatRoomId === chatRoomId)?.head).toEqual(head)
    }
    return changes.entries
  }

  it('[P2] [P3] leaves a message in the log once, or not at all, and a retry finds it', async () => {
    const writes = await dieAtEachWrite({
      async prepare(acts) {
        const room = await acts.openRoomOfTwo()
        await acts.send(room.chatRoomId, room.other)
        return room
      },
      act: ({ chatRoomId, creator }, { acts }) =>
        Promise.all(['a', 'b'].map((clientMessageId) => acts.send(chatRoomId, creator, { clientMessageId }))),
      async check({ chatRoomId, creator, other }, by) {
        // Whatever is there is listed, though nobody has appended since.
        const { heads } = await by.storage.rooms.readHeads({ userId: other, after: undefined, limit: 1 })
        const { head } = await by.acts.readRoom(chatRoomId)
        expect(heads).toMatchObject([{ chatRoomId, head, newest: { _id: head.id } }])
        expect(await by.storage.rooms.countUnread(other)).toBe(await by.acts.unread(chatRoomId, other))
        const retries = ['b', 'a', 'b'].map((clientMessageId) => by.acts.send(chatRoomId, creator, { clientMessageId }))
        const [first, , again] = await Promise.all(retries)
        expect(again).toEqual({ entry: first?.entry, repeated: true })
        await by.acts.send(chatRoomId, other)
        const log = await expectWhole(by, chatRoomId)
        const sent = log.flatMap((entry) => (entry.kind === 'message' ? [entry.message.clientMessageId] : []))
        expect(sent.filter((id) => id !== null).sort()).toEqual(['a', 'b'])
      },
    })
    expect(writes).toBe(2)
  })

  it('[P3] leaves a message deleted in all that is read of it, or as it was', async () => {
    const writes = await dieAtEachWrite({
      async prepare(acts) {
        const room = await acts.openRoomOfTwo()
        const { entry } = await acts.send(room.chatRoomId, room.creator, { text: 'A secret', clientMessageId: 'a' })
        return { ...room, messageId: entry.id }
      },
      act: ({ chatRoomId, creator, messageId }, { acts }) => acts.remove(chatRoomId, creator, { messageId }),
      async check({ chatRoomId, creator, messageId }, by) {
        const isDeleted = (await by.acts.readRoom(chatRoomId)).head.seq > 1
        for (const message of await by.acts.readAll(chatRoomId)) expect(message.deleted).toBe(isDeleted)
        for (const entry of await expectWhole(by, chatRoomId)) {
          expect(entry).toMatchObject({ message: { deleted: isDeleted, text: isDeleted ? '' : 'A secret' } })
        }
        const { entry } = await by.acts.remove(chatRoomId, creator, { messageId })
        expect(entry).toMatchObject({ seq: 2, kind: 'delete', message: { deleted: true, text: '', updatedSeq: 2 } })
        expect(await expectWhole(by, chatRoomId)).toHaveLength(2)
        const repeat = by.acts.send(chatRoomId, creator, { clientMessageId: 'a', text: 'Another' })
        expect(await settled(repeat)).toBe('conflict')
      },
    })
    expect(writes).toBe(3)
  })

  it('[P6] leaves nobody in a room half', async () => {
    const writes = await dieAtEachWrite({
      async prepare(acts) {
        const group = await acts.createGroup()
        await acts.send(group.chatRoomId, group.others[0] ?? '')
        return { ...group, joiner: newUserId('joiner'), leaver: group.others[1] ?? '' }
      },
      async act({ chatRoomId, ownerId, leaver, joiner }, { acts }) {
        await acts.takeOut(chatRoomId, ownerId, { userId: leaver })
        await acts.add(chatRoomId, ownerId, { userId: joiner })
      },
      async check({ chatRoomId, ownerId, leaver, joiner }, by) {
        await settled(by.acts.takeOut(chatRoomId, ownerId, { userId: leaver }))
        await settled(by.acts.add(chatRoomId, ownerId, { userId: joiner }))
        expect(await settled(by.acts.send(chatRoomId, leaver))).toBe('not_a_participant')
        await by.acts.send(chatRoomId, joiner)
        const { participants } = await by.acts.readRoom(chatRoomId)
        expect([participants.has(leaver), participants.has(joiner)]).toEqual([false, true])
        expect(await by.storage.rooms.readRoomsOf(leaver)).toEqual([])
        expect((await by.storage.rooms.readRoomsOf(joiner)).map((room) => room.chatRoomId)).toEqual([chatRoomId])
        const log = await expectWhole(by, chatRoomId)
        expect(log.filter(({ kind }) => kind !== 'message').map(({ kind }) => kind)).toEqual([
          ...['participant_removed', 'participant_added'],
        ])
      },
    })
    expect(writes).toBe(5)
  })

  it('[P11] leaves a receipt where it was or where it moved', async () => {
    const writes = await dieAtEachWrite({
      async prepare(acts) {
        const room = await acts.openRoomOfTwo()
        for (let sent = 0; sent < 3; sent += 1) await acts.send(room.chatRoomId, room.other)
        return room
      },
      act: ({ chatRoomId, creator }, { acts }) => acts.moveReceipt(chatRoomId, creator, 2),
      async check({ chatRoomId, creator }, by) {
        expect(await by.acts.moveReceipt(chatRoomId, creator, 2)).toMatchObject({ lastReadSeq: 2, readCount: 2 })
        expect(await by.acts.unread(chatRoomId, creator)).toBe(1)
        expect(await by.storage.rooms.countUnread(creator)).toBe(1)
      },
    })
    expect(writes).toBe(1)
  })

  it('leaves one room to two people, whoever opens it next', async () => {
    const writes = await dieAtEachWrite({
      prepare: async () => [newUserId('one'), newUserId('other')] as const,
      act: ([one, other], { acts }) => acts.openRoom(one, other),
      async check([one, other], by) {
        const chatRoomId = await by.acts.openRoom(other, one)
        expect(await by.acts.openRoom(one, other)).toBe(chatRoomId)
        for (const userId of [one, other]) expect(await by.storage.rooms.readRoomsOf(userId)).toHaveLength(1)
        await by.acts.send(chatRoomId, one)
        expect(await by.storage.rooms.readDirectPartners(one)).toEqual([other])
      },
    })
    expect(writes).toBe(3)
  })

  it('[P2] leaves one group under the name that its owner gave it', async () => {
    const writes = await dieAtEachWrite({
      async prepare() {
        const [ownerId, other] = [newUserId('owner'), newUserId('other')]
        const make = { ownerId, userIds: [other], clientRoomId: 'the one', at: NOON }
        return { ownerId, other, make: () => ({ ...make, chatRoomId: newId() }) }
      },
      act: ({ make }, { storage }) => storage.rooms.createGroup(make()),
      async check({ ownerId, other, make }, by) {
        const { chatRoomId } = await by.storage.rooms.createGroup(make())
        expect((await by.storage.rooms.createGroup(make())).chatRoomId).toBe(chatRoomId)
        for (const userId of [ownerId, other]) expect(await by.storage.rooms.readRoomsOf(userId)).toHaveLength(1)
        await by.acts.send(chatRoomId, other)
      },
    })
    expect(writes).toBe(3)
  })

  it('leaves an email to one account, in which its owner can log in', async () => {
    const writes = await dieAtEachWrite({
      prepare: async () => ({ userId: newId(), name: 'One', email: `${newId()}@example.org`, passwordHash: 'hash' }),
      act: (account, { storage }) => storage.accounts.create({ ...account, at: NOON }),
      async check(account, { storage }) {
        const other = { ...account, userId: newId(), passwordHash: 'another' }
        const found = await storage.accounts.findByEmail(account.email)
        if (found !== undefined) expect(found).toEqual(account)
        expect(await settled(storage.accounts.create({ ...account, at: NOON }))).toBe(found && 'user_exists')
        expect(await settled(storage.accounts.create({ ...other, at: NOON }))).toBe('user_exists')
        const { userId, name, email } = account
        expect(await storage.users.readMany([userId])).toMatchObject([{ userId, name, email }])
      },
    })
    expect(writes).toBe(2)
  })

  describe('notifications', () => {
    type Target = { author: string; fan: string; targetId: string; notification: NewNotification }

    async function aPost(_: RoomActs, storage: Storage): Promise<Target> {
      const [author, fan, targetId] = [newUserId('author'), newUserId('fan'), newId()]
      await storage.posts.create({
        id: targetId,
        authorId: author,
        caption: '',
        eventId: undefined,
        media: [],
        at: NOON,
      })
      return { author, fan, targetId, notification: aNotificationTo(author, { type: 'LIKE', referenceId: targetId }) }
    }
    const likeOf = ({ targetId: postId, fan, notification }: Target) => ({
      ...{ postId, actorId: fan, at: NOON, notification },
    })
    const isLiked = async ({ targetId, fan }: Target, storage: Storage) =>
      (await storage.posts.read(targetId, fan))?.userLiked === true

    /** What the author is shown, by an inbox that is whole. */
    async function notices({ author }: Target, storage: Storage) {
      const shown = await readInbox(storage, author)
      const changes = await storage.inboxes.readChanges({ userId: author, position: START, limit: 1_000 })
      if (changes.outcome === 'reset') throw new Error('The start is in every log')
      expect(changes.entries.map(({ seq }) => seq)).toEqual(changes.entries.map((_, index) => index + 1))
      return shown
    }

    it('[P8] are there where the like is, once, and only there', async () => {
      const writes = await dieAtEachWrite({
        prepare: aPost,
        act: (target, { storage }) => storage.posts.like(likeOf(target)),
        async check(target, { storage }) {
          expect(await notices(target, storage)).toHaveLength((await isLiked(target, storage)) ? 1 : 0)
          await settled(storage.posts.like(likeOf(target)))
          expect(await isLiked(target, storage)).toBe(true)
          expect(await notices(target, storage)).toHaveLength(1)
        },
      })
      expect(writes).toBeGreaterThanOrEqual(4)
    })

    it('[P8] are taken back where the like is', async () => {
      const writes = await dieAtEachWrite({
        async prepare(acts, storage) {
          const target = await aPost(acts, storage)
          await storage.posts.like(likeOf(target))
          return target
        },
        act: ({ targetId: postId, fan: actorId }, { storage }) => storage.posts.unlike({ postId, actorId, at: NOON }),
        async check(target, { storage }) {
          const { targetId: postId, fan: actorId } = target
          expect(await notices(target, storage)).toHaveLength((await isLiked(target, storage)) ? 1 : 0)
          await settled(storage.posts.unlike({ postId, actorId, at: NOON }))
          expect(await notices(target, storage)).toEqual([])
          const again = { ...likeOf(target), notification: { ...target.notification, id: newId() } }
          await storage.posts.like(again)
          expect(await notices(target, storage)).toMatchObject([{ _id: again.notification.id }])
          await storage.posts.unlike({ postId, actorId, at: NOON })
          expect(await notices(target, storage)).toEqual([])
        },
      })
      expect(writes).toBeGreaterThanOrEqual(4)
    })

    it('[P8] that were owed are settled by whoever likes or unlikes next', async () => {
      const like = (target: Target, storage: Storage) => {
        const notification = { ...target.notification, id: newId() }
        return settled(storage.posts.like({ ...likeOf(target), notification }))
      }
      const unlike = ({ targetId: postId, fan: actorId }: Target, storage: Storage) =>
        settled(storage.posts.unlike({ postId, actorId, at: NOON }))
      await dieAtEachWrite({
        prepare: aPost,
        async act(target, { storage }) {
          await storage.posts.like(likeOf(target))
          const { targetId: postId, fan: actorId } = target
          await storage.posts.unlike({ postId, actorId, at: NOON })
        },
        async checkAtOnce(target, { storage }) {
          if (await isLiked(target, storage)) expect(await unlike(target, storage)).toEqual({ likeCount: 0 })
          expect(await like(target, storage)).toEqual({ likeCount: 1 })
          expect(await notices(target, storage)).toHaveLength(1)
          expect(await like(target, storage)).toBe('already_liked')
        },
        async check(target, { storage }) {
          expect(await isLiked(target, storage)).toBe(true)
          expect(await notices(target, storage)).toHaveLength(1)
        },
      })
    })

    it('[P8] go with a post and all that was done to it', async () => {
      const writes = await dieAtEachWrite({
        async prepare(acts, storage) {
          const target = await aPost(acts, storage)
          await storage.posts.like(likeOf(target))
          const { targetId: postId, fan: actorId, author } = target
          const notification = aNotificationTo(author, { type: 'COMMENT', referenceId: postId })
          await storage.posts.comment({ id: newId(), postId, actorId, text: 'Yes', at: NOON, notification })
          return target
        },
        act: ({ targetId: postId, author: actorId }, { storage }) =>
          storage.posts.delete({ postId, actorId, at: NOON }),
        async check(target, { storage }) {
          const { targetId: postId, author: actorId } = target
          const isThere = (await storage.posts.read(postId, undefined)) !== undefined
          if (isThere) expect(await notices(target, storage)).toHaveLength(2)
          expect(await settled(storage.posts.delete({ postId, actorId, at: NOON }))).toBe(
            isThere ? undefined : 'post_not_found',
          )
        },
      })
      expect(writes).toBeGreaterThanOrEqual(6)
      const left = await openStorage(url)
      expect(await left.posts.list({ viewerId: '', search: undefined, eventId: undefined, limit: 9, skip: 0 })).toEqual(
        await survivor.posts.list({ viewerId: '', search: undefined, eventId: undefined, limit: 9, skip: 0 }),
      )
      await left.close()
    })

    it('[P8] of a deleted post are gone once a process has started', async () => {
      await dieAtEachWrite({
        async prepare(acts, storage) {
          const target = await aPost(acts, storage)
          await storage.posts.like(likeOf(target))
          return target
        },
        act: ({ targetId: postId, author: actorId }, { storage }) =>
          storage.posts.delete({ postId, actorId, at: NOON }),
        async check(target, { storage }) {
          const isThere = (await storage.posts.read(target.targetId, undefined)) !== undefined
          expect(await notices(target, storage)).toHaveLength(isThere ? 1 : 0)
        },
      })
    })

    it('[P8] are read all, or as they were', async () => {
      const writes = await dieAtEachWrite({
        async prepare(acts, storage) {
          const targets = [await aPost(acts, storage), await aPost(acts, storage)]
          const [one] = targets
          if (one === undefined) throw new Error('Two were made')
          const userId = one.author
          for (const target of targets) {
            const notification = { ...target.notification, userId }
            await storage.posts.like({ ...likeOf(target), notification })
          }
          return one
        },
        act: ({ author: userId }, { storage }) => storage.inboxes.markAllRead({ userId, at: NOON }),
        async check(target, { storage }) {
          const { author: userId } = target
          const unread = (await notices(target, storage)).filter(({ readAt }) => readAt === null)
          expect([0, 2]).toContain(unread.length)
          await storage.inboxes.markAllRead({ userId, at: NOON })
          expect(await storage.inboxes.countUnread(userId)).toBe(0)
          const changes = await storage.inboxes.readChanges({ userId, position: START, limit: 9 })
          expect(changes).toMatchObject({ entries: [{ seq: 1 }, { seq: 2 }, { kind: 'all_read' }] })
        },
      })
      expect(writes).toBe(3)
    })

    it('[P8] of an RSVP and of its cancelling are as the RSVP is', async () => {
      await dieAtEachWrite({
        async prepare(_, storage) {
          const [author, fan, targetId] = [newUserId('author'), newUserId('fan'), newId()]
          await storage.events.create({ id: targetId, createdBy: author, fields: nothingButATitle, at: NOON })
          return {
            author,
            fan,
            targetId,
            notification: aNotificationTo(author, { type: 'EVENT_RSVP', referenceId: targetId }),
          }
        },
        async act({ targetId: eventId, fan: actorId, notification }, { storage }) {
          await storage.events.rsvp({ id: newId(), eventId, actorId, at: NOON, notification })
          await storage.events.cancelRsvp({ eventId, actorId, at: NOON })
          const again = { ...notification, id: newId() }
          await storage.events.rsvp({ id: newId(), eventId, actorId, at: NOON, notification: again })
        },
        async check(target, { storage }) {
          const isThere = await storage.events.hasRsvp(target.targetId, target.fan)
          expect(await notices(target, storage)).toHaveLength(isThere ? 1 : 0)
        },
      })
    })
  })
})
