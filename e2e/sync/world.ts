import type { Message, SocketAnswer } from '@linsta/protocol'
import { Person, signToken } from '@linsta/testkit'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { type Caller, openWay, SocketCaller, type Way } from './caller.ts'

const SECRET = 'a secret between the host and Linsta'
export const START = { seq: 0, id: null }
export const NO_SUCH_ID = 'ffffffffffffffffffffffff'

/** A server whose people come with tokens of a host, so that hundreds of them cost no hashing. */
export type World = {
  url: string
  /** Somebody new; their id begins with the name. */
  person(name: string): Person
  people<Names extends string[]>(...names: Names): { [Index in keyof Names]: Person }
  /** The same person, whose clients go another way to the server. */
  over(url: string, person: Person): Person
  /** Somebody's token that ends so many seconds from now. */
  token(person: Person, seconds: number): string
  /** Somebody's new socket, which nothing was called on. */
  connect(person: Person): Promise<SocketCaller>
  /** Somebody's new socket that called `sync`. */
  connectSynced(person: Person): Promise<SocketCaller>
  open(way: Way, person: Person): Promise<Caller>
  send(sender: Person, chatRoomId: string, text: string): Promise<Message>
  group(owner: Person, others: readonly Person[]): Promise<string>
  close(): Promise<void>
}

export async function startWorld(): Promise<World> {
  const linsta: RunningLinsta = await startLinsta({ features: { accounts: false }, jwtSecret: SECRET })
  const people: Person[] = []
  const { url } = linsta
  function mint(name: string): Person {
    const person = Person.minted(url, `${name}-${people.length + 1}`, SECRET)
    people.push(person)
    return person
  }
  return {
    url,
    person: mint,
    people: <Names extends string[]>(...names: Names) => names.map(mint) as { [Index in keyof Names]: Person },
    over(otherUrl, person) {
      const same = new Person(otherUrl, person)
      people.push(same)
      return same
    },
    token({ id }, seconds) {
      const now = Math.floor(Date.now() / 1000)
      return signToken({ userId: id, iat: now, exp: now + seconds }, SECRET)
    },
    connect: (person) => SocketCaller.connect(person),
    async connectSynced(person) {
      const caller = await SocketCaller.connect(person)
      await caller.call('sync')
      return caller
    },
    open: openWay,
    async send(sender, chatRoomId, text) {
      const answer = await sender.post('/api/chat/messages', { chatRoomId, text })
      if (answer.status !== 201) throw new Error(`send: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    async group(owner, others) {
      const answer = await owner.post('/api/chat/groups', { userIds: others.map(({ id }) => id) })
      if (answer.status !== 201) throw new Error(`group: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body.room.chatRoomId
    },
    async close() {
      for (const person of people) person.leave()
      await linsta.close()
    },
  }
}

/** All pages of `sync`, joined. */
export async function syncAll(
  caller: Caller,
  request: { epoch?: string; inbox?: { seq: number; id: string | null } } = {},
): Promise<SocketAnswer<'sync'>> {
  const first = await caller.call('sync', request)
  const rooms = [...first.rooms]
  for (let cursor = first.nextCursor; cursor !== null; ) {
    const page = await caller.call('sync', { epoch: first.epoch, cursor })
    rooms.push(...page.rooms)
    cursor = page.nextCursor
  }
  return { ...first, rooms, nextCursor: null }
}

/** Makes each of many at most `width` at a time. */
export async function inLanes<Item>(
  items: readonly Item[],
  width: number,
  make: (item: Item, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) await make(items[index] as Item, index)
  }
  await Promise.all(Array.from({ length: width }, lane))
}
