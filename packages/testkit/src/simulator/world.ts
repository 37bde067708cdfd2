import { type Breaches, createBreaches } from './breaches.ts'
import { createDevice, type Device } from './device.ts'
import { createDice, type Dice } from './dice.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createNetwork, type Network } from './network.ts'
import { calmed, drawProfile, type Profile } from './profile.ts'
import { createPromises, type Promises } from './promises.ts'
import { createSends, type Sends } from './sends.ts'
import { createServerHost, type ServerHost } from './serverHost.ts'
import { createSimulatedClient, type SimulatedClient } from './simulatedClient.ts'
import { createTrace, type Trace } from './trace.ts'
import { createVirtualTime, type TimeScope, type VirtualTime } from './virtualTime.ts'
import { createWiretap } from './wiretap.ts'

/** Everything there is in one run. */
export type World = {
  readonly seed: number
  readonly time: VirtualTime
  /** Timers of the outside: people, networks, disks of devices. */
  readonly scope: TimeScope
  /** Timers of troubles that are yet to come. */
  readonly troubles: TimeScope
  readonly dice: Dice
  readonly trace: Trace
  readonly breaches: Breaches
  readonly ledger: Ledger
  readonly host: ServerHost
  readonly network: Network
  readonly promises: Promises
  readonly sends: Sends
  readonly userIds: readonly string[]
  readonly devices: readonly Device[]
  /** All clients there ever were; those that are over say so. */
  readonly clients: readonly SimulatedClient[]
  /** What this seed is like; it is so between `stir` and `calm`. */
  readonly profile: Profile
  /** Trouble begins. */
  stir(): void
  /** When it began. */
  readonly stirredAt: number
  /** No more trouble from here on. */
  calm(): void
  addDevice(userId: string): Device
  startClient(device: Device): SimulatedClient
}

export function createWorld(seed: number, print?: (line: string) => void): World {
  const dice = createDice(seed)
  const time = createVirtualTime((error) =>
    breaches.add('nothing thrown', error instanceof Error ? (error.stack ?? error.message) : String(error)),
  )
  const { clock } = time
  const trace = createTrace(clock, print)
  const { note } = trace
  const breaches = createBreaches(note)
  const scope = time.createScope()
  const troubles = time.createScope()
  const { scheduler } = scope
  const drawn = drawProfile(dice.fork())
  let current = calmed(drawn)
  let stirredAt = Number.POSITIVE_INFINITY
  const profile = () => current
  const ledger = createLedger({ clock, breaches })
  const wiretap = createWiretap({ clock, ledger, breaches })
  const host = createServerHost({ time, dice: dice.fork(), profile, ledger, wiretap, breaches, note })
  const network = createNetwork({ clock, scheduler, dice: dice.fork(), profile, host, note })
  const promises = createPromises({ breaches, note })
  const devices: Device[] = []
  const clients: SimulatedClient[] = []
  note(`profile ${JSON.stringify(drawn)}`)

  /** What is on a screen at any moment makes sense by itself. */
  function roomChanged(client: SimulatedClient, chatRoomId: string): void {
    const { messages } = client.room(chatRoomId).getSnapshot()
    const keys = new Set<string>()
    let lastSeq = 0
    for (const one of messages) {
      if (keys.has(one.key)) breaches.add('same as fresh', `${client.name} shows ${one.key} twice in ${chatRoomId}`)
      keys.add(one.key)
      if (one.state !== 'sent') continue
      if (one.message.seq <= lastSeq) {
        breaches.add('same as fresh', `${client.name} shows ${one.message.seq} of ${chatRoomId} after ${lastSeq}`)
      }
      lastSeq = one.message.seq
    }
  }

  return {
    seed,
    time,
    scope,
    troubles,
    dice,
    trace,
    breaches,
    ledger,
    host,
    network,
    promises,
    sends: createSends(promises),
    userIds: Array.from({ length: drawn.people }, (_, index) => `person-${index + 1}`),
    devices,
    clients,
    profile: drawn,
    get stirredAt() {
      return stirredAt
    },
    stir() {
      note('stir')
      stirredAt = clock.now()
      current = drawn
    },
    calm() {
      note('calm')
      current = calmed(drawn)
      troubles.end()
      for (const device of devices) device.isOnline = true
    },
    addDevice(userId) {
      const device = createDevice({
        ...{ userId, scheduler, profile, dice: dice.fork() },
        name: `${userId}/d${devices.length + 1}`,
      })
      devices.push(device)
      return device
    },
    startClient(device) {
      const name = `${device.name}/t${clients.length + 1}`
      note(`${name} starts`)
      const client = createSimulatedClient({
        ...{ name, device, time, profile, network, note, roomChanged },
        dice: dice.fork(),
      })
      clients.push(client)
      return client
    },
  }
}

export const liveClients = (world: World): SimulatedClient[] => world.clients.filter((client) => !client.isOver)
