import type { SimulatedClient } from './simulatedClient.ts'
import { liveClients, type World } from './world.ts'

/*
 * After the last act: trouble ends, everybody is there, and what was begun comes to its end.
 */

const STEP_MS = 10_000
const STEPS_MAX = 30 // five minutes: waits between tries end after 30 s, whatever they wait for
const REST_MS = 20_000 // what is quiet stays quiet: half-open links are found by then, and nobody types any more

export async function bringToRest(world: World): Promise<void> {
  world.calm()
  // Whoever is away comes back within it.
  await world.time.pass(31_000)
  for (const device of world.devices) {
    if (!liveClients(world).some((client) => client.device === device)) world.startClient(device)
  }
  let unrest: string[] = []
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await world.time.pass(STEP_MS)
    unrest = findUnrest(world)
    if (unrest.length === 0) break
  }
  for (const one of unrest) world.breaches.add('nothing hangs', one)
  await world.time.pass(REST_MS)
}

function findUnrest(world: World): string[] {
  return [
    ...(world.host.process === undefined ? ['the server is down'] : []),
    ...world.promises.hanging().map((one) => `nobody answers: ${one}`),
    ...liveClients(world).flatMap((client) => [...findUnrestOf(world, client)]),
  ]
}

function* findUnrestOf(world: World, client: SimulatedClient): Generator<string> {
  const { state } = client.connection.getSnapshot()
  if (state !== 'online') yield `${client.name} is ${state}`
  const { status } = client.rooms.getSnapshot()
  if (status !== 'current') yield `the rooms of ${client.name} are ${status}`
  for (const chatRoomId of world.ledger.rooms.keys()) {
    const { messages } = client.room(chatRoomId).getSnapshot()
    const pending = messages.find((one) => one.state === 'pending')
    if (pending !== undefined) yield `${client.name} does not send ${pending.key} to ${chatRoomId}`
  }
}
