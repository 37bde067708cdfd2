import { randomBytes } from 'node:crypto'
import { Person } from '@linsta/testkit'
import { type BenchServer, JWT_SECRET } from './servers.ts'
import { Wire } from './wire.ts'

export type CastMember = Pick<Person, 'id' | 'token'>
export type CastRoom = { chatRoomId: string; participants: [CastMember, CastMember] }

/** `rooms` direct rooms between as few people as have that many pairs: registering is slow on purpose. */
export async function castRooms(server: BenchServer, rooms: number): Promise<CastRoom[]> {
  const people = Math.ceil((1 + Math.sqrt(1 + 8 * rooms)) / 2) // n people are n (n - 1) / 2 pairs
  const pairs = (await castPeople(server, people)).flatMap((one, index, all) =>
    all.slice(index + 1).map((other) => [one, other] as const),
  )
  return Promise.all(pairs.slice(0, rooms).map((pair) => openRoom(server, pair)))
}

/** People with accounts; the relay knows nobody and takes anybody. */
function castPeople(server: BenchServer, count: number): Promise<Person[]> {
  const register = (_: unknown, index: number) =>
    server.kind === 'linsta' ? Person.register(server.url, `Person ${index}`) : Promise.resolve(stranger(server))
  return Promise.all(Array.from({ length: count }, register))
}

/** Somebody whom no account is kept for, with a valid token. */
export function stranger(server: BenchServer): Person {
  return Person.minted(server.url, randomBytes(12).toString('hex'), JWT_SECRET)
}

async function openRoom(server: BenchServer, [one, other]: readonly [Person, Person]): Promise<CastRoom> {
  const chatRoomId = server.kind === 'linsta' ? await one.roomWith(other) : randomBytes(12).toString('hex')
  return { chatRoomId, participants: [one, other] }
}

/** A connection of somebody, each server being told no more than it asks: Linsta reads a token, the relay an id. */
export function connect(server: BenchServer, { id, token }: CastMember): Promise<Wire> {
  return Wire.connect(server.url, server.kind === 'linsta' ? { token } : { userId: id })
}
