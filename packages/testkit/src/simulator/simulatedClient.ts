import { createLinstaClient, type LinstaClient } from '@linsta/client'
import type { Device } from './device.ts'
import type { Dice } from './dice.ts'
import type { Network } from './network.ts'
import type { Profile } from './profile.ts'
import { signToken } from './tokens.ts'
import type { VirtualTime } from './virtualTime.ts'

/** The real SDK in a tab of a simulated device. */
export type SimulatedClient = LinstaClient & {
  readonly name: string
  readonly device: Device
  /** Rooms whose timelines are on its screen. */
  readonly opened: ReadonlySet<string>
  openRoom(chatRoomId: string): void
  /** Who its screen shows as online or not. */
  watch(userIds: readonly string[]): void
  readonly watched: ReadonlySet<string>
  /** The page became visible. */
  wake(): void
  /** Closes it as an app does. */
  close(): void
  /** The tab crashes: not a line of it runs after this. */
  kill(): void
  readonly isOver: boolean
  readonly pendingTimers: number
}

export function createSimulatedClient(parts: {
  name: string
  device: Device
  time: VirtualTime
  dice: Dice
  profile: () => Profile
  network: Network
  note(text: string): void
  /** A room's screen changed. */
  roomChanged(client: SimulatedClient, chatRoomId: string): void
}): SimulatedClient {
  const { name, device, time, dice, profile, network, note } = parts
  const scope = time.createScope()
  const opened = new Set<string>()
  const watched = new Set<string>()
  const wakes = new Set<() => void>()
  const links = new Set<{ close(): void }>()
  const tabs = new Set<{ leave(): void }>()
  const connector = network.connector(device)
  let isOver = false

  /** Nothing from outside reaches a tab that crashed. */
  const unlessOver =
    <Args extends unknown[]>(hear: (...args: Args) => void) =>
    (...args: Args): void => {
      if (!isOver) hear(...args)
    }

  const client = createLinstaClient({
    url: 'https://linsta.test',
    async getToken() {
      await new Promise<void>((resolve) => scope.scheduler.after(dice.between(0, 50), resolve))
      if (dice.chance(profile().tokenFails)) throw new Error('no token')
      const { least, most } = profile().tokenMs
      return signToken(device.userId, time.clock.now() + dice.between(least, most))
    },
    ...(dice.chance(0.5) ? { userId: device.userId } : {}),
    ports: {
      clock: { now: () => time.clock.now() + device.skewMs },
      scheduler: scope.scheduler,
      random: dice.fork(),
      connector: {
        open(token, { opened, ended, received }) {
          const link = connector.open(token, {
            opened: unlessOver(opened),
            ended: unlessOver(ended),
            received: unlessOver(received),
          })
          links.add(link)
          return {
            call: (call, payload, answer) => link.call(call, payload, unlessOver(answer)),
            close() {
              links.delete(link)
              link.close()
            },
          }
        },
      },
      outboxStore: device.outboxStore,
      tabs: {
        join(owner, { leads, heard }) {
          const tab = device.tabs.join(owner, { leads: unlessOver(leads), heard: unlessOver(heard) })
          tabs.add(tab)
          return { post: unlessOver(tab.post), leave: tab.leave }
        },
      },
      wakeHints: {
        watch(woke) {
          wakes.add(woke)
          return { cancel: () => void wakes.delete(woke) }
        },
      },
    },
  })

  // What an app draws.
  client.rooms.subscribe(() => void client.rooms.getSnapshot())
  client.inbox.subscribe(() => void client.inbox.getSnapshot())
  client.presence.subscribe(() => void client.presence.getSnapshot())

  const simulated: SimulatedClient = {
    ...client,
    // A getter: it becomes known.
    get userId() {
      return client.userId
    },
    name,
    device,
    opened,
    watched,
    get isOver() {
      return isOver
    },
    get pendingTimers() {
      return scope.pending
    },
    openRoom(chatRoomId) {
      if (opened.has(chatRoomId)) return
      opened.add(chatRoomId)
      client.room(chatRoomId).subscribe(() => parts.roomChanged(simulated, chatRoomId))
    },
    watch(userIds) {
      for (const userId of userIds) watched.add(userId)
      client.presence.watch(userIds)
    },
    wake() {
      for (const woke of [...wakes]) woke()
    },
    close() {
      note(`${name} is closed`)
      client.close()
      isOver = true
    },
    kill() {
      note(`${name} crashes`)
      isOver = true
      scope.end()
      for (const link of links) link.close()
      for (const tab of tabs) tab.leave()
    },
  }
  return simulated
}
