import { Person, ServerProcess } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../sync/world.ts'
import { type Dice, withDice } from './dice.ts'
import { createFollower, type Follower } from './follower.ts'
import { readHistory } from './readHistory.ts'
import { type Room, seat, type Traffic } from './traffic.ts'

const ABSENCES = 120
const KILLS = 50
const ACKS_APART_MAX = 40
const COMING_MS = 60 // about as long as coming takes

/** Everybody's view is a fresh one's, nothing was broken on the way, and what was acked is there once. */
async function expectInStep(
  followers: readonly Follower[],
  { rooms, acked }: { rooms: Room[]; acked: Traffic['acked'] },
) {
  for (const follower of followers) {
    expect(await follower.attend()).toBe(true)
    await follower.settled()
    expect(follower.breaches).toEqual([])
    const fresh = createFollower(follower.person)
    expect(await fresh.attend()).toBe(true)
    expect(follower.view()).toEqual(fresh.view())
    fresh.leave()
  }
  for (const { chatRoomId, people } of rooms) {
    const follower = followers.find(({ person }) => people.some(({ id }) => id === person.id))
    const places = follower?.placesOf(chatRoomId) ?? []
    expect(new Set(places).size).toBe(places.length)
    const sent = acked.filter((message) => message.chatRoomId === chatRoomId)
    for (const { _id, seq } of sent) expect(places[seq - 1]).toBe(`${_id} message`)
    // The frozen call knows no more and no less.
    const reader = people[0] as Person
    const history = await readHistory(reader, chatRoomId)
    expect(history.map(({ _id }) => `${_id} message`)).toEqual(places.filter((place) => place.endsWith(' message')))
  }
}

async function awhile(traffic: Traffic, dice: Dice): Promise<void> {
  await traffic.acks(1 + dice.below(ACKS_APART_MAX))
}

describe('[P4] after any absence everything missed comes exactly once', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
  })
  afterAll(() => world.close())

  it(`${ABSENCES} random absences of stock clients under traffic`, { timeout: 120_000 }, () =>
    withDice(async (dice) => {
      const people = world.people('ann', 'bob', 'cem')
      const traffic = await seat(people, world.person('guest'), dice)
      const followers = people.map(createFollower)
      traffic.start(3)
      const play = async (follower: Follower) => {
        for (let absence = 0; absence < ABSENCES / followers.length; absence += 1) {
          const coming = follower.attend()
          // Some leave again before they are in step.
          if (dice.below(4) > 0) expect(await coming).toBe(true)
          await awhile(traffic, dice)
          follower.leave()
          await coming
          await awhile(traffic, dice)
        }
      }
      await Promise.all(followers.map(play))
      await traffic.stop()
      await expectInStep(followers, traffic)
      expect(followers.flatMap(({ resets }) => resets)).toEqual([])
      for (const { placesOf } of followers) expect(placesOf('inbox').length).toBeGreaterThan(3)
    }),
  )
})

describe('[P4] over SIGKILL', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ env: { LINSTA_LIMITS: 'off', LOG_LEVEL: 'warn' } })
  })
  afterAll(() => server.remove())

  it(`${KILLS} kills at random moments: nothing is missing, doubled or reset`, { timeout: 400_000 }, () =>
    withDice(async (dice) => {
      const people = await Promise.all(['Ann', 'Bob', 'Cem'].map((name) => Person.register(server.url, name)))
      const traffic = await seat(people, await Person.register(server.url, 'Dan'), dice)
      const followers = people.map(createFollower)
      traffic.start(3)
      const whenSomebodyComes = new Set<() => void>()
      let isOver = false
      const play = async (follower: Follower) => {
        while (!isOver) {
          for (const comes of whenSomebodyComes) comes()
          whenSomebodyComes.clear()
          if (await follower.attend()) await awhile(traffic, dice)
        }
      }
      const plays = followers.map(play)
      const lost = () => followers.reduce((sum, follower) => sum + follower.lost, 0)
      // Kills that hit nobody who was coming show nothing: there are as many more as it takes.
      for (let kill = 0; kill < KILLS || (lost() <= KILLS / 10 && kill < 3 * KILLS); kill += 1) {
        // Half of them while somebody is coming.
        if (dice.below(2) === 0) {
          await new Promise<void>((resolve) => whenSomebodyComes.add(resolve))
          await new Promise((resolve) => setTimeout(resolve, dice.below(COMING_MS)))
        } else await awhile(traffic, dice)
        await server.kill()
        await server.start()
      }
      isOver = true
      await Promise.all(plays)
      await traffic.stop()
      await expectInStep(followers, traffic)
      expect(followers.flatMap(({ resets }) => resets)).toEqual([])
      expect(lost()).toBeGreaterThan(KILLS / 10)
    }),
  )
})
