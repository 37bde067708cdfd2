import type { Message } from '@linsta/protocol'
import type { Answer, Person } from '@linsta/testkit'
import type { Dice } from './dice.ts'

const RETRY_MS = 50 // while the server is away

/** People who do all kinds of things in rooms and to each other's inboxes, one thing after another, without pause. */
export type Traffic = {
  /** Every message that the server acked, in no order. */
  readonly acked: readonly Message[]
  /** Goes on until it is stopped; a server that is away is waited for. */
  start(lanes: number): void
  /** Resolves when the last thing is done. */
  stop(): Promise<void>
  /** Resolves after so many more acks; rejects if anything was refused. */
  acks(count: number): Promise<void>
}

export type Room = { chatRoomId: string; people: readonly Person[] }

/**
 * @param play.guest is added to and removed from `play.groups`, by the first of their people, who owns them
 */
function createTraffic(play: {
  rooms: readonly Room[]
  groups: readonly Room[]
  guest: Person
  posts: readonly { postId: string; author: Person }[]
  dice: Dice
}): Traffic {
  const { rooms, groups, guest, posts, dice } = play
  const acked: Message[] = []
  const waiting = new Set<{ left: number; done(): void; fail(error: unknown): void }>()
  let running: Promise<void>[] = []
  let isOn = false
  let sent = 0

  /** Asks until there is an answer: a call that the server did not answer may have been done, and is repeated. */
  async function ask(call: () => Promise<Answer>, expected: readonly number[]): Promise<Answer> {
    for (;;) {
      const answer = await call().catch(() => undefined)
      if (answer !== undefined && answer.status !== 503) {
        if (expected.includes(answer.status)) return answer
        throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  async function send(): Promise<void> {
    const { chatRoomId, people } = dice.pick(rooms)
    const sender = dice.pick(people)
    sent += 1
    const clientMessageId = `${sent}`
    const text = `${sent} ${'~'.repeat(dice.below(100))}.`
    const { body } = await ask(() => sender.post('/api/chat/messages', { chatRoomId, text, clientMessageId }), [201])
    acked.push(body)
    for (const one of [...waiting]) {
      one.left -= 1
      if (one.left > 0) continue
      waiting.delete(one)
      one.done()
    }
  }

  async function remove(): Promise<void> {
    if (acked.length === 0) return
    const { _id, senderId } = acked[Math.max(0, acked.length - 1 - dice.below(30))] as Message
    const sender = rooms.flatMap(({ people }) => people).find(({ id }) => id === senderId)
    if (sender !== undefined) await ask(() => sender.delete(`/api/chat/messages/${_id}`), [200])
  }

  async function like(): Promise<void> {
    const { postId, author } = dice.pick(posts)
    const others = posts.map((post) => post.author).filter(({ id }) => id !== author.id)
    const person = dice.pick(others)
    const path = `/api/posts/${postId}/like`
    if (dice.below(2) === 0) await ask(() => person.post(path), [201, 409])
    else await ask(() => person.delete(path), [200, 404])
    if (dice.below(6) === 0) await ask(() => author.put('/api/notifications/mark-all/read'), [200])
  }

  async function changeGuest(): Promise<void> {
    const { chatRoomId, people } = dice.pick(groups)
    const path = `/api/chat/rooms/${chatRoomId}/participants/${guest.id}`
    const [owner] = people
    if (dice.below(2) === 0) await ask(() => owner?.put(path) as Promise<Answer>, [200])
    else await ask(() => owner?.delete(path) as Promise<Answer>, [200])
  }

  async function lane(): Promise<void> {
    while (isOn) {
      const roll = dice.below(12)
      if (roll < 8) await send()
      else if (roll < 9) await remove()
      else if (roll < 11) await like()
      else await changeGuest()
    }
  }

  return {
    acked,
    start(lanes) {
      isOn = true
      running = Array.from({ length: lanes }, lane)
      Promise.all(running).catch((error) => {
        for (const one of waiting) one.fail(error)
      })
    },
    async stop() {
      isOn = false
      await Promise.all(running)
    },
    acks: (count) => new Promise((done, fail) => waiting.add({ left: count, done, fail })),
  }
}

/** Three groups of all and the direct rooms of each two, a post of everybody, and a guest of the groups. */
export async function seat(people: readonly Person[], guest: Person, dice: Dice): Promise<Traffic & { rooms: Room[] }> {
  const [owner] = people
  if (owner === undefined) throw new Error('Nobody there')
  const groups: Room[] = []
  for (let count = 0; count < 3; count += 1) {
    const answer = await owner.post('/api/chat/groups', { userIds: people.slice(1).map(({ id }) => id) })
    if (answer.status !== 201) throw new Error(`group: ${answer.status} ${JSON.stringify(answer.body)}`)
    groups.push({ chatRoomId: answer.body.room.chatRoomId, people })
  }
  const directs: Room[] = []
  for (const [index, one] of people.entries()) {
    for (const other of people.slice(index + 1)) {
      directs.push({ chatRoomId: await one.roomWith(other), people: [one, other] })
    }
  }
  const posts: { postId: string; author: Person }[] = []
  for (const author of people) {
    const post = await author.post('/api/posts', { caption: 'a post' })
    if (post.status !== 201) throw new Error(`post: ${post.status} ${JSON.stringify(post.body)}`)
    posts.push({ postId: post.body._id, author })
  }
  const rooms = [...groups, ...directs]
  return { ...createTraffic({ rooms, groups, guest, posts, dice }), rooms }
}
