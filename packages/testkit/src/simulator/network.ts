import type { ClientPorts } from '@linsta/client'
import type { Dice } from './dice.ts'
import type { Profile } from './profile.ts'
import type { ServerHost } from './serverHost.ts'
import type { Accepted } from './simulatedProcess.ts'
import type { TimeScope } from './virtualTime.ts'

/*
 * Links between clients and the server. Each direction keeps its order, as TCP does, and takes its time. A link is cut at
 * any moment, in one direction or both; what is under way then is lost from there on, and either end hears of it
 * when it does.
 */

type Connector = ClientPorts['connector']
type LinkEvents = Parameters<Connector['open']>[1]

/** An end that hears nothing for so long takes the link for dead: the server's pings every 10 s, and 8 s of grace. */
const PING_TIMEOUT_MS = 18_000

const STALL_MS = { least: 500, most: 12_000 } // beyond 10 s a client gives up waiting for an ack

/** Where a client is connected from. */
export type Site = { readonly name: string; isOnline: boolean }

export type Network = {
  connector(site: Site): Connector
  /** Cuts every link of a site, as a device that loses its network. */
  cutSite(site: Site): void
  /** Links whose client does not know that they are over. */
  readonly open: number
}

export function createNetwork(parts: {
  clock: { now(): number }
  scheduler: TimeScope['scheduler']
  dice: Dice
  profile: () => Profile
  host: ServerHost
  note(text: string): void
}): Network {
  const { clock, scheduler, dice, profile, host, note } = parts
  const links = new Set<{ site: Site; cut(): void }>()
  let linkCount = 0

  function rollLatency(): number {
    const { latencyMs, stalls } = profile()
    const stall = dice.chance(stalls) ? dice.between(STALL_MS.least, STALL_MS.most) : 0
    return dice.between(latencyMs.least, latencyMs.most) + stall
  }

  function createLane() {
    let lastAt = 0
    return {
      isCut: false,
      send(deliver: () => void): void {
        if (this.isCut) return
        lastAt = Math.max(lastAt, clock.now() + rollLatency())
        scheduler.after(lastAt - clock.now(), () => {
          if (!this.isCut) deliver()
        })
      },
    }
  }

  function open(site: Site, token: string, events: LinkEvents): ReturnType<Connector['open']> {
    linkCount += 1
    const name = `${site.name}/l${linkCount}`
    const up = createLane()
    const down = createLane()
    let accepted: Accepted | undefined
    let isOverAtClient = false
    let isOverAtServer = false

    function endAtClient(reason: Parameters<LinkEvents['ended']>[0]): void {
      if (isOverAtClient) return
      isOverAtClient = true
      links.delete(link)
      note(`${name} ended: ${reason}`)
      events.ended(reason)
      up.send(() => endAtServer('closed'))
    }

    function endAtServer(reason: 'closed' | 'timed_out'): void {
      if (isOverAtServer) return
      isOverAtServer = true
      accepted?.closed(reason)
      down.send(() => endAtClient('lost'))
    }

    const rollHearing = (): number =>
      dice.chance(profile().halfOpen) ? dice.between(0, PING_TIMEOUT_MS) : dice.between(0, 300)

    const link = {
      site,
      cut(): void {
        const side = dice.pick(['both', 'both', 'up', 'down'])
        note(`${name} is cut: ${side}`)
        if (side !== 'down') up.isCut = true
        if (side !== 'up') down.isCut = true
        const heard = rollHearing()
        scheduler.after(heard, () => endAtServer(heard > 1_000 ? 'timed_out' : 'closed'))
        scheduler.after(rollHearing(), () => endAtClient('lost'))
      },
    }

    function died(): void {
      isOverAtServer = true
      up.isCut = true
      // What the kernel had still arrives, unless the machine went down.
      down.isCut = dice.chance(0.5)
      scheduler.after(rollHearing(), () => endAtClient('lost'))
    }

    function shakeHands(): void {
      const send = (text: string) =>
        down.send(() => {
          if (isOverAtClient) return
          const [event, payload] = JSON.parse(text)
          note(`${name} < ${event} ${brief(payload)}`)
          events.received({ name: event, payload })
        })
      host.accept(token, { send, end: () => endAtServer('closed'), died }).then(
        (taken) => {
          if (taken === undefined) return refuse('unreachable')
          accepted = taken
          if (isOverAtServer) return taken.closed('closed')
          down.send(() => {
            if (isOverAtClient) return
            note(`${name} opened`)
            events.opened()
          })
        },
        () => refuse('unauthorized'),
      )
    }

    function refuse(reason: 'unauthorized' | 'unreachable'): void {
      isOverAtServer = true
      down.send(() => endAtClient(reason))
    }

    links.add(link)
    if (site.isOnline) up.send(shakeHands)
    else scheduler.after(dice.between(0, 2_000), () => endAtClient('unreachable'))

    return {
      call(call, payload, answer) {
        const text = JSON.stringify(payload)
        note(`${name} > ${call} ${brief(payload)}`)
        up.send(() => {
          if (isOverAtServer) return
          accepted?.call(call, text === undefined ? undefined : JSON.parse(text), (ack) => {
            const deliver = () => {
              if (isOverAtClient) return
              note(`${name} < ack of ${call} ${ack.startsWith('{"ok":true') ? 'ok' : ack}`)
              answer(JSON.parse(ack))
            }
            down.send(deliver)
            if (dice.chance(profile().doubledAcks)) down.send(deliver)
          })
        })
      },
      close() {
        if (isOverAtClient) return
        isOverAtClient = true
        links.delete(link)
        note(`${name} closed`)
        if (up.isCut) scheduler.after(PING_TIMEOUT_MS, () => endAtServer('timed_out'))
        else up.send(() => endAtServer('closed'))
      },
    }
  }

  function cutSome(): void {
    const { cutPeriodMs } = profile()
    scheduler.after(cutPeriodMs === null ? 1_000 : dice.between(1, 2 * cutPeriodMs), () => {
      if (cutPeriodMs !== null && links.size > 0) dice.pick([...links]).cut()
      cutSome()
    })
  }
  cutSome()

  return {
    connector: (site) => ({ open: (token, events) => open(site, token, events) }),
    cutSite(site) {
      for (const link of [...links]) if (link.site === site) link.cut()
    },
    get open() {
      return links.size
    },
  }
}

/** Enough of a payload to follow a trace by. */
function brief(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return ''
  const {
    chatRoomId = '',
    seq = '',
    kind = '',
    userId = '',
    text = '',
    lastReadSeq = '',
  } = payload as Record<string, string>
  return [chatRoomId.slice(-4), kind, seq, userId, lastReadSeq, text.slice(0, 8)]
    .filter((part) => part !== '')
    .join(' ')
}
