import { Person } from '@linsta/testkit'
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { describeInBrowser, eventually, message, say, type World } from './world.ts'

const MESSAGES = 10_000
const ROOMS = 2_000
const UNDER_WAY = 50 // requests at a time while the world is filled

const LONG_MS = 50 // what browsers call a long task: a frame or three that nobody sees
const LONG_TASKS_MAX = 10 // of 180,000 pixels that go by
const WORST_MAX_MS = 250 // beyond it a finger feels it

const SECRET = 'a secret that only this test knows, and nobody else'

describeInBrowser(
  'large',
  (world) => {
    let ann: Person
    let chatRoomId: string
    beforeAll(async () => {
      ann = await Person.register(world.server.url, 'Ann Long')
      const ben = await Person.register(world.server.url, 'Ben Long')
      chatRoomId = await ann.roomWith(ben)
      await ann.post('/api/chat/messages', { chatRoomId, text: 'Off I go' })
      const socket = await ben.connect()
      await inLanes(MESSAGES, (index) =>
        socket.call('send_message', {
          chatRoomId,
          text: `Message ${index + 1}: ${'of many words '.repeat(index % 7)}`,
        }),
      )
      ben.leave()
    }, 120_000)

    /** Scrolls through a room by 180,000 pixels, up or down, which must be smooth. */
    async function scrollFar(page: Page, pixelsAStep: 600 | -600): Promise<void> {
      const tasks = await watchTasks(world, page)
      const scroller = page.locator('.linsta-message-scroller')
      for (let step = 0; step < 300; step += 1) {
        await scroller.evaluate((list, by) => list.scrollBy(0, by), pixelsAStep)
        await page.evaluate(() => new Promise(requestAnimationFrame))
      }
      const all = await tasks()
      const long = all.filter((ms) => ms > LONG_MS)
      const longest = Math.round(Math.max(0, ...all))
      const shown = await page.locator('.linsta-message').count()
      console.log(
        `  10,000 messages: ${long.length} long tasks over 180,000 px, the longest ${longest} ms, ${shown} drawn`,
      )
      expect(shown).toBeLessThan(120)
      expect(long.length).toBeLessThanOrEqual(LONG_TASKS_MAX)
      expect(longest).toBeLessThan(WORST_MAX_MS)
    }

    it('10,000 unread messages: one reads on where one was, smoothly, or goes to the newest', {
      timeout: 240_000,
    }, async () => {
      const page = await world.open()
      await world.signIn(page, ann)
      await page.getByRole('link', { name: /Ben Long/ }).click()
      const divider = page.locator('.linsta-unread-divider')
      await divider.waitFor()
      await message(page, 'Off I go').waitFor()
      // On screen, below each other: what was read, the divider, the first one that is new.
      const first = page.locator('.linsta-row', { has: divider })
      expect(await first.textContent()).toContain('Message 1:')
      expect(await boxesBelowEachOther(page, ['Off I go', 'Message 1:', 'Message 2:'])).toBe(true)
      const pill = page.getByRole('button', { name: /new messages/ })
      const unread = async () => Number((await pill.getAttribute('aria-label'))?.replaceAll(/\D/g, ''))
      // Those on screen are read; the others are not.
      await eventually(unread).toBeLessThan(MESSAGES)
      expect(await unread()).toBeGreaterThan(MESSAGES - 50)

      await scrollFar(page, 600)
      const seen = await lastSeen(page)
      expect(seen).toBeGreaterThan(1_000)
      // One whose edge lies on the list's own may be counted or not.
      await eventually(async () => Math.abs((await unread()) - (MESSAGES - seen))).toBeLessThanOrEqual(1)
      const scroller = page.locator('.linsta-message-scroller')
      await scroller.evaluate((list) => list.scrollTo(0, 0))
      await divider.waitFor()

      await pill.click()
      await message(page, `Message ${MESSAGES}:`).first().waitFor()
      await pill.waitFor({ state: 'detached' })
      await eventually(() => page.title()).toBe('Ben Long · Linsta')
    })

    it('10,000 messages scroll smoothly, and hold but what is on screen', { timeout: 240_000 }, async () => {
      await ann.post(`/api/chat/rooms/${chatRoomId}/read`)
      const page = await world.open()
      await world.signIn(page, ann, `/r/${chatRoomId}`)
      await message(page, `Message ${MESSAGES}:`).first().waitFor()
      await scrollFar(page, -600)

      // A link to a message in the middle shows it, and from there it goes on both ways.
      await page.goto(`/r/${chatRoomId}?seq=5000`)
      await message(page, 'Message 4999:').first().waitFor()
      await page.getByRole('button', { name: 'To the newest message' }).click()
      await message(page, `Message ${MESSAGES}:`).first().waitFor()
    })

    it('2,000 rooms list at once, and what is new comes to the top', { timeout: 240_000 }, async () => {
      const ann = await world.enter('Ann Wide')
      const others: Person[] = []
      await inLanes(ROOMS, async (index) => {
        // Without an account: thousands of passwords would be most of the time.
        const other = Person.minted(world.server.url, `friend ${index}`, SECRET)
        await other.put('/api/users/me', { name: nameOf(index) })
        others.push(other)
        await ann.person.roomWith(other)
      })
      const { page } = ann
      const startedAt = Date.now()
      await page.goto('/')
      const rooms = page.getByRole('list', { name: 'Chats' })
      const lengthOf = () => rooms.getByRole('listitem').first().getAttribute('aria-setsize')
      await eventually(lengthOf).toBe(String(ROOMS))
      const listedMs = Date.now() - startedAt
      const tasks = await watchTasks(world, page)
      const list = page.locator('.linsta-room-scroller')
      for (let step = 0; step < 100; step += 1) {
        await list.evaluate((element) => element.scrollBy(0, 1_200))
        await page.evaluate(() => new Promise(requestAnimationFrame))
      }
      const all = await tasks()
      const long = all.filter((ms) => ms > LONG_MS)
      const longest = Math.round(Math.max(0, ...all))
      console.log(
        `  2,000 rooms: listed after ${listedMs} ms; ${long.length} long tasks over 120,000 px, the longest ${longest} ms`,
      )
      expect(listedMs).toBeLessThan(5_000)
      expect(long.length).toBeLessThanOrEqual(LONG_TASKS_MAX)
      expect(await page.locator('.linsta-room').count()).toBeLessThan(60)
      await allAreThere(page)
      await keysReachAll(page)

      const friend = await world.open()
      const [last] = others
      if (last === undefined) throw new Error('nobody came')
      await world.signIn(friend, last, `/r/${await last.roomWith(ann.person)}`)
      await say(friend, 'Remember me?')
      await eventually(() => page.locator('.linsta-room').first().textContent()).toContain('Remember me?')
    })
  },
  { env: { JWT_SECRET: SECRET } },
)

const nameOf = (index: number): string => `Friend ${index}`

/** By keyboard to the end and back: the focus is never lost, and Tab stops at one room only. */
async function keysReachAll(page: Page): Promise<void> {
  const place = () => page.evaluate(() => document.activeElement?.closest('li')?.ariaPosInSet)
  await page.getByRole('searchbox', { name: 'Search chats' }).focus()
  await page.keyboard.press('Tab')
  await eventually(place).toBe('1')
  await page.keyboard.press('End')
  await eventually(place).toBe(String(ROOMS))
  await page.keyboard.press('ArrowUp')
  await eventually(place).toBe(String(ROOMS - 1))
  // Scrolled out of sight it keeps the focus.
  await page.locator('.linsta-room-scroller').evaluate((list) => list.scrollTo(0, 0))
  await page.getByRole('listitem').first().waitFor()
  expect(await place()).toBe(String(ROOMS - 1))
  await page.keyboard.press('Shift+Tab')
  expect(await place()).toBeUndefined()
  await page.keyboard.press('Tab')
  await eventually(place).toBe(String(ROOMS - 1))
  await page.keyboard.press('Home')
  await eventually(place).toBe('1')
  await page.keyboard.press('ArrowDown')
  await eventually(place).toBe('2')
}

/** A screen at a time through the whole list: everybody is in it, once, and every place of it is taken. */
async function allAreThere(page: Page): Promise<void> {
  await page.locator('.linsta-room-scroller').evaluate((list) => list.scrollTo(0, 0))
  const seen = new Map<number, string>()
  const scroller = page.locator('.linsta-room-scroller')
  for (let isEnd = false; !isEnd; ) {
    const items = await scroller
      .getByRole('listitem')
      .evaluateAll((all) =>
        all.map(
          (item) => [Number(item.ariaPosInSet), item.querySelector('.linsta-room-title')?.textContent ?? ''] as const,
        ),
      )
    for (const [place, name] of items) seen.set(place, name)
    isEnd = await scroller.evaluate(async (list) => {
      const before = list.scrollTop
      list.scrollBy(0, list.clientHeight)
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      return list.scrollTop === before
    })
  }
  expect([...seen.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: ROOMS }, (_none, index) => index + 1))
  const names = Array.from({ length: ROOMS }, (_none, index) => nameOf(index))
  expect([...seen.values()].sort()).toEqual(names.sort())
}

/** Whether messages that begin so are all on screen, each below the one before. */
async function boxesBelowEachOther(page: Page, texts: readonly string[]): Promise<boolean> {
  const tops = await Promise.all(
    texts.map(async (text) => (await message(page, text).first().boundingBox())?.y ?? Number.NaN),
  )
  return tops.every((top, place) => top > (tops[place - 1] ?? 0))
}

/** The number of the last message that is on screen in its list, be it in part. */
const lastSeen = (page: Page): Promise<number> =>
  page.locator('.linsta-message-scroller').evaluate((list) => {
    const bottom = list.getBoundingClientRect().bottom
    const seen = [...list.querySelectorAll('.linsta-row')].filter((row) => row.getBoundingClientRect().top < bottom)
    return Math.max(...seen.map((row) => Number(/Message (\d+):/.exec(row.textContent)?.[1] ?? 0)))
  })

/** Does it that many times, some of them at once. */
async function inLanes(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: UNDER_WAY }, lane))
}

/**
 * Follows what the page's main thread does.
 * @returns when asked, the milliseconds of every task: of the processor's time, which those who use it as well do
 * not lengthen
 */
async function watchTasks(world: World, page: Page): Promise<() => Promise<number[]>> {
  await world.browser.startTracing(page, {
    categories: ['__metadata', 'toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  })
  return async () => {
    const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(String(await world.browser.stopTracing()))
    const mains = new Set(
      traceEvents.filter(({ args }) => args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`),
    )
    const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' && mains.has(`${pid} ${tid}`))
    // Without a task at all nothing was followed, and nothing could be long.
    expect(tasks.filter(({ tdur = 0 }) => tdur > 0).length).toBeGreaterThan(100)
    return tasks.map(({ tdur = 0 }) => tdur / 1_000)
  }
}

/** `tdur`: microseconds of the thread's own time. */
type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } }
