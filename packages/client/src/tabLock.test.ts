import { expect, it } from 'vitest'
import type { TabMessage } from './ports.ts'
import { browserTabs, soloTabs } from './tabLock.ts'

/*
 * Node has Web Locks and BroadcastChannel as browsers have them.
 */

function join(owner: string) {
  const told: { leads: Promise<void>; heard: TabMessage[]; next(): Promise<void> } = {
    leads: Promise.resolve(),
    heard: [],
    next: () => new Promise((resolve) => waiting.push(resolve)),
  }
  const waiting: (() => void)[] = []
  let tab: ReturnType<typeof browserTabs.join> | undefined
  told.leads = new Promise((leads) => {
    tab = browserTabs.join(owner, {
      leads,
      heard(message) {
        told.heard.push(message)
        waiting.shift()?.()
      },
    })
  })
  return Object.assign(told, { tab: tab as ReturnType<typeof browserTabs.join> })
}

it('one tab of an owner leads at a time, the next one when it leaves', async () => {
  const [first, second, waiting, other] = [join('ann'), join('ann'), join('ann'), join('bob')]
  await first.leads
  await other.leads
  let isSecondLeading = false
  void second.leads.then(() => {
    isSecondLeading = true
  })
  // The locks of this process are granted by now, if they ever are.
  await navigator.locks.query()
  expect(isSecondLeading).toBe(false)
  first.tab.leave()
  await second.leads
  waiting.tab.leave()
  second.tab.leave()
  other.tab.leave()
})

it('the others of an owner hear what one posts, in order', async () => {
  const [first, second, other] = [join('cid'), join('cid'), join('dan')]
  const heard = second.next().then(() => second.next())
  first.tab.post({ kind: 'changed' })
  first.tab.post({ kind: 'discarded', clientMessageId: 'x' })
  await heard
  expect(second.heard).toEqual([{ kind: 'changed' }, { kind: 'discarded', clientMessageId: 'x' }])
  expect(first.heard).toEqual([])
  expect(other.heard).toEqual([])
  for (const one of [first, second, other]) one.tab.leave()
})

it('a process by itself leads at once', () => {
  let leads = false
  soloTabs.join('ann', {
    leads() {
      leads = true
    },
    heard() {},
  })
  expect(leads).toBe(true)
})
