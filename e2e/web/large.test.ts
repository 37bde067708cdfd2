import { Person } from '@linsta/testkit'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser, eventually, message, say, type Window, type World } from './world.ts'

const MESSAGES = 10_000
const ROOMS = 2_000
const UNDER_WAY = 50 // requests at a time while the world is filled

const LONG_MS = 50 // what browsers call a long task: a frame or three that nobody sees
const LONG_TASKS_MAX = 10 // of 180,000 pixels that go by
const WORST_MAX_MS = 250 // beyond it a finger feels it

describeInBrowser('large', (world) => {
  /** Ann and Ben in their room, in which Ben has written all of it; Ann was there before. */
  async function longRoom(name: string): Promise<Window & { chatRoomId: string }> {
    const ann = await world.enter(`Ann ${name}`)
    const ben = await world.enter(`Ben ${name}`)
    const chatRoomId = await ann.person.roomWith(ben.person)
    await ann.person.post('/api/chat/messages', { chatRoomId, text: 'Off I go' })
    const socket = await ben.person.connect()
    await inLanes(MESSAGES, (index) =>
      socket.call('send_message', { chatRoomId, text: `Message ${index + 1}: ${'of many words '.repeat(index % 7)}` }),
    )
    return { ...ann, chatRoomId }
  }

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

  it('10,000 messages scroll smoothly, and hold but what is on screen', { timeout: 240_000 }, async () => {
    const { person, page, chatRoomId } = await longRoom('Long')
    await person.post(`/api/chat/rooms/${chatRoomId}/read`)
    await page.goto(`/r/${chatRoomId}`)
    await message(page, `Message ${MESSAGES}:`).first().waitFor()
    await scrollFar(page, -600)

    // A link to a message in the middle shows it, and from there it goes on both ways.
    await page.goto(`/r/${chatRoomId}?seq=5000`)
    await message(page, 'Message 4999:').first().waitFor()
    await page.getByRole('button', { name: 'To the newest message' }).click()
    await message(page, `Message ${MESSAGES}:`).first().waitFor()
  })

  it('10,000 unread messages: one reads on where one was, smoothly, or goes to the newest', {
    timeout: 240_000,
  }, async () => {
    const { page } = await longRoom('Back')
    await page.getByRole('link', { name: /Ben Back/ }).click()
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
    await eventually(unread).toBe(MESSAGES - seen)
    const scroller = page.locator('.linsta-message-scroller')
    await scroller.evaluate((list) => list.scrollTo(0, 0))
    await divider.waitFor()

    await pill.click()
    await message(page, `Message ${MESSAGES}:`).first().waitFor()
    await pill.waitFor({ state: 'detached' })
    await eventually(() => page.title()).toBe('Ben Back · Linsta')
  })

  it('2,000 rooms list at once, and what is new comes to the top', { timeout: 240_000 }, async () => {
    const ann = await world.enter('Ann Wide')
    const others: Person[] = []
    await inLanes(ROOMS, async (index) => {
      const other = await Person.register(world.server.url, `Friend ${index}`)
      others.push(other)
      await ann.person.roomWith(other)
    })
    const { page } = ann
    const startedAt = Date.now()
    await page.goto('/')
    await eventually(() => page.locator('.linsta-room').count()).toBe(ROOMS)
    const listedMs = Date.now() - startedAt
    const tasks = await watchTasks(world, page)
    const list = page.locator('.linsta-room-list ul')
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

    const friend = await world.open()
    const [last] = others
    if (last === undefined) throw new Error('nobody came')
    await world.signIn(friend, last, `/r/${await last.roomWith(ann.person)}`)
    await say(friend, 'Remember me?')
    await eventually(() => page.locator('.linsta-room').first().textContent()).toContain('Remember me?')
  })
})

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
