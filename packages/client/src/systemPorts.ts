import type { ClientPorts, WakeHints } from './ports.ts'

/*
 * The real clock, timers, randomness and page. With the other files that implement ports (socketIoConnector,
 * indexedDbStore, tabLock) the only ones that touch the outside.
 */

export const systemClock: ClientPorts['clock'] = { now: () => Date.now() }

export const systemRandom: ClientPorts['random'] = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) }

export const systemScheduler: ClientPorts['scheduler'] = {
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return { cancel: () => clearTimeout(timer) }
  },
  every(periodMs, task) {
    const timer = setInterval(task, periodMs)
    return { cancel: () => clearInterval(timer) }
  },
}

/** The page became visible, came out of the back/forward cache, or the network is back. Elsewhere: never. */
export const pageHints: WakeHints = {
  watch(woke) {
    if (typeof document === 'undefined') return { cancel() {} }
    const whenVisible = () => {
      if (document.visibilityState === 'visible') woke()
    }
    document.addEventListener('visibilitychange', whenVisible)
    addEventListener('pageshow', woke)
    addEventListener('online', woke)
    return {
      cancel() {
        document.removeEventListener('visibilitychange', whenVisible)
        removeEventListener('pageshow', woke)
        removeEventListener('online', woke)
      },
    }
  },
}
