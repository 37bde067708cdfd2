import { LinstaError } from '@linsta/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Participant } from '../../../src/ports/roomState.ts'
import type { Entry } from '../../../src/ports/roomStore.ts'
import type { Storage } from '../../../src/ports/storage.ts'
import { aNotificationTo, NOON, newId, newUserId, readInbox } from '../kit.ts'
import { createRoomActs } from '../rooms/roomActs.ts'
import { hasMongodb, newDatabaseUrl, openStorage, PATIENCE } from './database.ts'

const NODES = 4
const START = { seq: 0, id: null }

const codeOf = (error: unknown): string => {
  if (error instanceof LinstaError) return error.code
  throw error
}

async function createPost({ posts }: Storage, authorId: string): Promise<string> {
  const id = newId()
  await posts.create({ id, authorId, caption: '', eventId: undefined, media: [], at: NOON })
  return id
}

describe.skipIf(!hasMongodb)('several processes on one MongoDB', PATIENCE, () => {
  let nodes: { storage: Storage; acts: ReturnType<typeof createRoomActs> }[] = []
  // A database for each test: FerretDB looks at all there is for whatever is asked.
  beforeEach(async () => {
    const url = newDatabaseUrl()
    // All at once, as after a power cut: they make the indexes and the identity together.
    const storages = await Promise.all(Array.from({ length: NODES }, () => openStorage(url)))
    nodes = storages.map((storage) => ({ storage, acts: createRoomActs(() => storage) }))
  })
  afterEach(() => Promise.all(nodes.map(({ storage }) => storage.close())))

  const node = (index: number) => {
    const found = nodes[index % NODES]
    if (found === undefined) throw new Error('There are no processes')
    return found
  }

  async function readLog({ storage }: { storage: Storage }, chatRoomId: string): Promise<Entry[]> {
    const page = { chatRoomId, position: START, throughSeq: Number.MAX_SAFE_INTEGER, limit: 10_000 }
    const changes = await storage.rooms.readChanges(page)
    if (changes.outcome === 'reset') throw new Error('The start is in every log')
    expect(changes.entries.map(({ seq }) => seq)).toEqual(changes.entries.map((_, index) => index + 1))
    return changes.entries
  }

  /** Every process reads the same room and log. @returns the log */
  async function expectAgreement(chatRoomId: string): Promise<Entry[]> {
    const log = await readLog(node(0), chatRoomId)
    const room = await node(0).acts.readRoom(chatRoomId)
    expect(room.head).toMatchObject({ seq: log.length, id: log.at(-1)?.id ?? null })
    for (const { storage, acts } of nodes) {
      expect(await readLog({ storage }, chatRoomId)).toEqual(log)
      expect(await acts.readRoom(chatRoomId)).toEqual(room)
    }
    return log
  }

  it('are one database to their clients', () => {
    expect(new Set(nodes.map(({ storage }) => storage.epoch)).size).toBe(1)
  })

  it('[P2] [P3] append to one room without gaps, each message once, though each is sent to two of them', async () => {
    const { chatRoomId, creator, other } = await node(0).acts.openRoomOfTwo()
    const messages = Array.from({ length: 120 }, (_, index) => ({
      clientMessageId: `message ${index}`,
      text: `text ${index}`,
      sender: index % 2 === 0 ? creator : other,
    }))
    const acks = await Promise.all(
      messages.map(({ sender, ...fields }, index) =>
        Promise.all([
          node(index).acts.send(chatRoomId, sender, fields),
          node(index + 1 + (index % 3)).acts.send(chatRoomId, sender, fields),
        ]),
      ),
    )
    const log = await expectAgreement(chatRoomId)
    expect(log).toHaveLength(messages.length)
    for (const [index, [one, again]] of acks.entries()) {
      expect(again.entry).toEqual(one.entry)
      expect([one.repeated, again.repeated].sort()).toEqual([false, true])
      expect(log[one.entry.seq - 1]).toEqual(one.entry)
      expect(one.entry.message).toMatchObject({ text: messages[index]?.text })
    }
    const { participants } = await node(0).acts.readRoom(chatRoomId)
    expect([...participants.values()].map(({ sentCount }) => sentCount)).toEqual([60, 60])
  })

  it('[P2] let one text have a clientMessageId that comes with several at once', async () => {
    const { chatRoomId, creator } = await node(0).acts.openRoomOfTwo()
    const texts = Array.from({ length: 12 }, (_, index) => `text ${index % NODES}`)
    const outcomes = await Promise.all(
      texts.map((text, index) =>
        node(index)
          .acts.send(chatRoomId, creator, { clientMessageId: 'a', text })
          .then(({ entry }) => entry.message.text, codeOf),
      ),
    )
    const [message, ...more] = await node(1).acts.readAll(chatRoomId)
    expect(more).toEqual([])
    expect(outcomes).toEqual(texts.map((text) => (text === message?.text ? text : 'conflict')))
  })

  it('[P3] let nobody see a position before the ones below it', async () => {
    const { chatRoomId, creator, other } = await node(0).acts.openRoomOfTwo()
    let isOver = false
    let reads = 0
    async function watch(by: { storage: Storage }): Promise<void> {
      for (let seen: Entry[] = []; !isOver; reads += 1) {
        const log = await readLog(by, chatRoomId) // which has no gap
        expect(log.slice(0, seen.length)).toEqual(seen)
        seen = log
      }
    }
    const watching = [watch(node(0)), watch(node(1))]
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => node(index).acts.send(chatRoomId, index % 3 === 0 ? creator : other)),
    ).finally(() => {
      isOver = true
    })
    await Promise.all(watching)
    expect(reads).toBeGreaterThan(2)
    expect(await expectAgreement(chatRoomId)).toHaveLength(40)
  })

  it('[P6] append nothing of somebody behind their removal, nor behind their leaving', async () => {
    let isRefused = 0
    for (let round = 0; round < 5; round += 1) {
      const { chatRoomId, ownerId, others } = await node(round).acts.createGroup()
      const [userId = '', other = ''] = others
      // Each process knows the room, and them in it.
      for (const { acts } of nodes) await acts.send(chatRoomId, userId)
      const sends = Array.from({ length: 24 }, (_, index) => {
        const sending = node(index).acts.send(chatRoomId, index % 4 === 3 ? other : userId)
        return sending.then(() => 'appended', codeOf)
      })
      const gone =
        round % 2 === 0
          ? node(round + 1).acts.takeOut(chatRoomId, ownerId, { userId })
          : node(round + 1).acts.leave(chatRoomId, userId)
      const outcomes = await Promise.all([
        ...sends,
        ...nodes.map(({ acts }) => acts.send(chatRoomId, userId).then(() => 'appended', codeOf)),
      ])
      const { seq } = (await gone).entry
      const log = await expectAgreement(chatRoomId)
      expect(log.slice(seq).filter(({ actorId }) => actorId === userId)).toEqual([])
      expect(new Set(outcomes).size).toBeLessThanOrEqual(2)
      isRefused += outcomes.filter((outcome) => outcome === 'not_a_participant').length
      for (const { acts } of nodes)
        expect(await acts.send(chatRoomId, userId).then(() => '', codeOf)).toBe('not_a_participant')
    }
    expect(isRefused).toBeGreaterThan(0)
  })

  it('[P6] know of each other who was let in and who went, also where they wrote last themselves', async () => {
    const { chatRoomId, ownerId } = await node(0).acts.createGroup()
    const userId = newUserId('joiner')
    for (const { acts } of nodes) await acts.send(chatRoomId, ownerId)
    await node(0).acts.add(chatRoomId, ownerId, { userId })
    expect((await node(1).acts.send(chatRoomId, userId)).entry.seq).toBe(NODES + 2)
    await node(2).acts.moveReceipt(chatRoomId, userId, NODES + 2)
    await node(3).acts.leave(chatRoomId, userId)
    for (const { acts } of nodes) {
      expect(await acts.send(chatRoomId, userId).then(() => '', codeOf)).toBe('not_a_participant')
    }
    await expectAgreement(chatRoomId)
  })

  it('[P6] let somebody in once, and back in', async () => {
    const { chatRoomId, ownerId } = await node(0).acts.createGroup()
    const userId = newUserId('joiner')
    for (let round = 0; round < 3; round += 1) {
      const added = nodes.map(({ acts }) => acts.add(chatRoomId, ownerId, { userId }).then(() => 'added', codeOf))
      expect((await Promise.all(added)).sort()).toEqual(['added', ...Array(NODES - 1).fill('already_a_participant')])
      await Promise.all(nodes.map(({ acts }) => acts.send(chatRoomId, userId)))
      const left = nodes.map(({ acts }) => acts.leave(chatRoomId, userId).then(() => 'left', codeOf))
      expect((await Promise.all(left)).sort()).toEqual(['left', ...Array(NODES - 1).fill('not_a_participant')])
    }
    expect(await expectAgreement(chatRoomId)).toHaveLength(3 * (1 + NODES + 1))
  })

  it('[P11] keep receipts and deletes among messages of all', async () => {
    const { chatRoomId, creator, other } = await node(0).acts.openRoomOfTwo()
    const ids = Array.from({ length: 24 }, newId)
    const receipts: Promise<Participant>[] = []
    await Promise.all(
      ids.flatMap((id, index) => {
        const { acts } = node(index)
        const sent = acts.send(chatRoomId, creator, { id })
        const deleted =
          index % 3 === 0 ? [sent.then(() => node(index + 1).acts.remove(chatRoomId, creator, { messageId: id }))] : []
        receipts.push(node(index + 2).acts.moveReceipt(chatRoomId, other, index))
        return [sent, ...deleted]
      }),
    )
    const answered = (await Promise.all(receipts)).map((participant) => participant.lastReadSeq)
    const log = await expectAgreement(chatRoomId)
    const messages = await node(3).acts.readAll(chatRoomId)
    expect(messages.map(({ _id }) => _id).sort()).toEqual(ids.toSorted())
    expect(messages.filter(({ deleted }) => deleted)).toHaveLength(8)
    expect(log.filter(({ kind }) => kind === 'delete')).toHaveLength(8)
    const { lastReadSeq } = await node(2).acts.readParticipant(chatRoomId, other)
    const unread = messages.filter(({ seq }) => seq > lastReadSeq).length
    expect(lastReadSeq).toBe(Math.max(...answered))
    expect(lastReadSeq).toBeGreaterThan(0)
    expect(await node(1).acts.readParticipant(chatRoomId, creator)).toMatchObject({ sentCount: 24 })
    for (const { storage, acts } of nodes) {
      expect(await acts.unread(chatRoomId, other)).toBe(unread)
      expect(await storage.rooms.countUnread(other)).toBe(unread)
    }
  })

  it('make one room of two people, and one account of an email', async () => {
    const pair = [newUserId('one'), newUserId('other')] as const
    const rooms = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        node(index).acts.openRoom(...(index % 2 === 0 ? pair : ([pair[1], pair[0]] as const))),
      ),
    )
    expect(new Set(rooms).size).toBe(1)
    const email = `${newId()}@example.org`
    const accounts = Array.from({ length: 12 }, () => ({ userId: newId(), name: 'One', email, passwordHash: newId() }))
    const created = await Promise.all(
      accounts.map((account, index) =>
        node(index)
          .storage.accounts.create({ ...account, at: NOON })
          .then(() => account, codeOf),
      ),
    )
    const [made, ...more] = created.filter((outcome) => outcome !== 'user_exists')
    expect(more).toEqual([])
    for (const { storage } of nodes) expect(await storage.accounts.findByEmail(email)).toEqual(made)
  })

  it('[P2] make one group of a name, however many of them its owner asks', async () => {
    const ownerId = newUserId('owner')
    const make = { ownerId, userIds: [newUserId('other')], clientRoomId: 'the one', at: NOON }
    const groups = await Promise.all(
      Array.from({ length: 12 }, (_, index) => node(index).storage.rooms.createGroup({ ...make, chatRoomId: newId() })),
    )
    expect(new Set(groups.map(({ chatRoomId }) => chatRoomId)).size).toBe(1)
    expect(await node(1).storage.rooms.readRoomsOf(ownerId)).toHaveLength(1)
  })

  it('[P6] pass a group on to one person, who alone lets people in on all of them', async () => {
    const { chatRoomId, ownerId, others } = await node(0).acts.createGroup()
    const [heir = '', third = ''] = others
    for (const { acts } of nodes) await acts.send(chatRoomId, ownerId)
    await node(1).acts.leave(chatRoomId, ownerId)
    for (const { acts } of nodes) {
      const userId = newUserId('joiner')
      expect(await acts.add(chatRoomId, third, { userId }).then(() => '', codeOf)).toBe('not_the_owner')
      expect(await acts.add(chatRoomId, ownerId, { userId }).then(() => '', codeOf)).toBe('not_a_participant')
      await acts.add(chatRoomId, heir, { userId })
    }
    await expectAgreement(chatRoomId)
  })

  it('[P8] tell of each like once, and of none that was taken back, whoever likes where', async () => {
    const author = newUserId('author')
    const postId = await createPost(node(0).storage, author)
    const fans = Array.from({ length: 5 }, () => newUserId('fan'))
    const notify = () => aNotificationTo(author, { type: 'LIKE', referenceId: postId })
    const acts = fans.flatMap((actorId, fan) =>
      Array.from({ length: 6 }, async (_, index) => {
        const { posts } = node(fan + index).storage
        if (index % 3 === 2) return posts.unlike({ postId, actorId, at: NOON }).then(() => -1, codeOf)
        return posts.like({ postId, actorId, at: NOON, notification: notify() }).then(() => 1, codeOf)
      }),
    )
    const reading = node(2).storage.inboxes.markAllRead({ userId: author, at: NOON })
    const outcomes = await Promise.all(acts)
    await reading
    const counted = outcomes.filter((outcome) => typeof outcome === 'number').reduce((sum, one) => sum + one, 0)
    const liked = []
    for (const fan of fans) if ((await node(1).storage.posts.read(postId, fan))?.userLiked) liked.push(fan)
    expect(liked).toHaveLength(counted)
    const [first, ...others] = await Promise.all(nodes.map(({ storage }) => readInbox(storage, author)))
    for (const inbox of others) expect(inbox).toEqual(first)
    // One that was read before it was taken back is not told of again.
    expect(first?.length).toBeLessThanOrEqual(liked.length)
    const changes = await node(3).storage.inboxes.readChanges({ userId: author, position: START, limit: 1_000 })
    if (changes.outcome === 'reset') throw new Error('The start is in every log')
    expect(changes.entries.map(({ seq }) => seq)).toEqual(changes.entries.map((_, index) => index + 1))
    for (const actorId of liked) await node(0).storage.posts.unlike({ postId, actorId, at: NOON })
    expect(await readInbox(node(1).storage, author)).toEqual([])
  })

  it('[P8] tell of the likes of many, each once, on one post', async () => {
    const author = newUserId('author')
    const postId = await createPost(node(0).storage, author)
    const notifications = Array.from({ length: 16 }, () =>
      aNotificationTo(author, { type: 'LIKE', referenceId: postId }),
    )
    await Promise.all(
      notifications.map((notification, index) =>
        node(index).storage.posts.like({ postId, actorId: newUserId('fan'), at: NOON, notification }),
      ),
    )
    const shown = await readInbox(node(1).storage, author)
    expect(shown.map(({ _id }) => _id).sort()).toEqual(notifications.map(({ id }) => id).sort())
    await Promise.all(nodes.map(({ storage }) => storage.inboxes.markAllRead({ userId: author, at: NOON })))
    expect(await node(2).storage.inboxes.countUnread(author)).toBe(0)
  })

  it('[P8] leave no notification of a post that is deleted while people like it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const author = newUserId('author')
      const postId = await createPost(node(round).storage, author)
      const likes = Array.from({ length: 8 }, (_, index) => {
        const notification = aNotificationTo(author, { type: 'LIKE', referenceId: postId })
        const like = { postId, actorId: newUserId('fan'), at: NOON, notification }
        return node(index)
          .storage.posts.like(like)
          .then(() => 'liked', codeOf)
      })
      const deletion = node(round + 1).storage.posts.delete({ postId, actorId: author, at: NOON })
      for (const outcome of await Promise.all(likes)) expect(['liked', 'post_not_found']).toContain(outcome)
      await deletion
      for (const { storage } of nodes) expect(await readInbox(storage, author)).toEqual([])
    }
  })
})
