import type { TabMessage, Tabs } from './ports.ts'

/** A process without other tabs: it leads at once. */
export const soloTabs: Tabs = {
  join(_owner, { leads }) {
    leads()
    return { post() {}, leave() {} }
  },
}

/** The tabs of a browser: the one that holds the Web Lock leads, a BroadcastChannel carries what they tell each other. */
export const browserTabs: Tabs = {
  join(owner, { leads, heard }) {
    const name = `linsta-outbox:${owner}`
    const channel = new BroadcastChannel(name)
    channel.onmessage = ({ data }: MessageEvent<TabMessage>) => heard(data)
    let release = () => {}
    const left = new AbortController()
    navigator.locks
      .request(name, { signal: left.signal }, () => {
        if (left.signal.aborted) return undefined
        leads()
        return new Promise<void>((resolve) => {
          release = resolve
        })
      })
      // Left before it was this tab's turn.
      .catch(() => {})
    return {
      post: (message) => channel.postMessage(message),
      leave() {
        left.abort()
        release()
        channel.close()
      },
    }
  },
}
