import type { ClientPorts } from '@linsta/client'
import type { Dice } from './dice.ts'
import type { Site } from './network.ts'
import type { Profile } from './profile.ts'
import type { TimeScope } from './virtualTime.ts'

type OutboxStore = ClientPorts['outboxStore']
type StoredSend = Parameters<OutboxStore['put']>[0]
type Tabs = ClientPorts['tabs']
type TabEvents = Parameters<Tabs['join']>[1]
type TabMessage = Parameters<TabEvents['heard']>[0]

/** What the tabs of a browser share: the network, a store that survives them, the lock of the one that sends, and talk. */
export type Device = Site & {
  readonly userId: string
  /** Its clock is off by so many milliseconds. */
  readonly skewMs: number
  readonly outboxStore: OutboxStore
  readonly tabs: Tabs
  /** Ids of what was ever stored: it must be sent in the end, whatever becomes of the tabs. */
  readonly everStored: ReadonlySet<string>
  readonly stored: ReadonlyMap<string, StoredSend>
  /** Ids of what its store failed to take: only the tab that sent it knows of it. */
  readonly untaken: ReadonlySet<string>
}

export function createDevice(parts: {
  name: string
  userId: string
  scheduler: TimeScope['scheduler']
  dice: Dice
  profile: () => Profile
}): Device {
  const { name, userId, scheduler, dice, profile } = parts
  const stored = new Map<string, StoredSend>()
  const everStored = new Set<string>()
  const untaken = new Set<string>()

  /**
   * An operation of the store: it takes effect somewhere on the way, also after the tab that asked is gone.
   * @param fail makes it one that may fail, and hears of it
   */
  function operate<Result>(run: () => Result, fail?: () => void): Promise<Result> {
    const fails = fail !== undefined && dice.chance(profile().outboxFails)
    return new Promise((resolve, reject) => {
      scheduler.after(dice.between(0, 5), () => {
        if (fails) {
          fail()
          reject(new Error('the store of the device failed'))
          return
        }
        const result = run()
        scheduler.after(dice.between(0, 5), () => resolve(result))
      })
    })
  }

  return {
    name,
    userId,
    isOnline: true,
    skewMs: dice.pick([0, 0, 0, dice.between(-20_000, 20_000)]),
    stored,
    everStored,
    untaken,
    outboxStore: {
      list: (owner) =>
        operate(
          () => [...stored.values()].filter((send) => send.owner === owner),
          () => {},
        ),
      // A full disk, which is what fails in practice, still lets go of things.
      put: (send) =>
        operate(
          () => {
            everStored.add(send.clientMessageId)
            stored.set(send.clientMessageId, send)
          },
          () => untaken.add(send.clientMessageId),
        ),
      remove: (clientMessageId) =>
        operate(() => {
          stored.delete(clientMessageId)
        }),
    },
    tabs: createTabs({ scheduler, dice }),
  }
}

/** The first tab leads until it leaves, then the next one. What a tab posts arrives in the order it posted it. */
function createTabs({ scheduler, dice }: { scheduler: TimeScope['scheduler']; dice: Dice }): Tabs {
  let waiting: TabEvents[] = []

  function letFirstLead(): void {
    const [first] = waiting
    if (first === undefined) return
    scheduler.after(dice.between(0, 20), () => {
      if (waiting[0] === first) first.leads()
    })
  }

  return {
    join(_owner, events) {
      waiting.push(events)
      if (waiting.length === 1) letFirstLead()
      const delayMs = dice.between(0, 5)
      return {
        post(message: TabMessage) {
          // As a BroadcastChannel that was closed does.
          if (!waiting.includes(events)) throw new Error('A tab posted after it left')
          const text = JSON.stringify(message)
          const others = waiting.filter((other) => other !== events)
          scheduler.after(delayMs, () => {
            for (const other of others) if (waiting.includes(other)) other.heard(JSON.parse(text))
          })
        },
        leave() {
          const led = waiting[0] === events
          waiting = waiting.filter((other) => other !== events)
          if (led) letFirstLead()
        },
      }
    },
  }
}
