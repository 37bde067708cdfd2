import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser, eventually, message, say } from './world.ts'

const PHONE = { width: 390, height: 844 }
const WIDE = { width: 1280, height: 800 }

/** What axe finds and calls serious or critical, each with where it is. */
async function findBarriers(page: Page): Promise<string[]> {
  // Colours that are on their way are not those that will be there.
  await page.waitForTimeout(300)
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary}`),
    )
}

describeInBrowser('the app is for everybody', (world) => {
  it.each([
    ['wide and light', { viewport: WIDE, colorScheme: 'light' }, 'ltr'],
    ['wide and dark', { viewport: WIDE, colorScheme: 'dark' }, 'ltr'],
    ['on a phone', { viewport: PHONE, colorScheme: 'light' }, 'ltr'],
    ['on a phone, dark and right to left', { viewport: PHONE, colorScheme: 'dark' }, 'rtl'],
  ] as const)('axe finds nothing serious: %s', { timeout: 120_000 }, async (_how, options, direction) => {
    const ann = await world.enter('Ann Axe', options)
    const ben = await world.enter('Ben Axe')
    const chatRoomId = await ann.person.roomWith(ben.person)
    await ben.page.goto(`/r/${chatRoomId}`)
    await say(ben.page, 'See https://example.org 🎉')
    const { body: post } = await ben.person.post('/api/posts', {
      caption: 'A post',
      media: [{ url: '/icon.svg', type: 'image' }],
    })
    const { body: event } = await ann.person.post('/api/events', {
      title: 'An event',
      date: '2035-05-04',
      isOnline: true,
    })
    await ben.person.post(`/api/events/${event._id}/rsvp`)
    await ben.person.post(`/api/posts/${post._id}/comment`, { text: 'A comment' })
    await ann.page.evaluate(
      (kept) => localStorage.setItem('linsta.appearance', kept),
      JSON.stringify({ theme: 'system', direction }),
    )

    const barriers: string[] = []
    const look = async (path: string, ready: (page: Page) => Promise<unknown>) => {
      await ann.page.goto(path)
      await ready(ann.page)
      for (const barrier of await findBarriers(ann.page)) barriers.push(`${path}: ${barrier}`)
    }
    await look('/', (page) => page.getByRole('link', { name: /Ben Axe/ }).waitFor())
    await look(`/r/${chatRoomId}`, (page) => message(page, 'See').waitFor())
    await look('/feed', (page) => page.getByText('A post').first().waitFor())
    await look(`/feed/${post._id}`, (page) => page.getByText('A comment').first().waitFor())
    await look('/events', (page) =>
      page
        .getByRole('link', { name: /An event/ })
        .first()
        .waitFor(),
    )
    await look(`/events/${event._id}`, (page) => page.getByText('One person is going').waitFor())
    await look('/events', (page) => page.getByRole('button', { name: 'New event' }).click())
    await look('/notifications', (page) => page.getByText('Ben Axe registered for your event').waitFor())
    await look('/profile', (page) => page.getByText('Appear offline').waitFor())
    await look('/nowhere', (page) => page.getByText('There is nothing at this address').waitFor())
    await look('/', (page) => page.getByRole('button', { name: 'New chat' }).click())
    await ann.page.goto('/profile')
    await ann.page.getByRole('button', { name: 'Sign out' }).click()
    await look('/', (page) => page.getByRole('button', { name: 'Make an account' }).waitFor())
    expect(barriers).toEqual([])
  })

  it('the keyboard alone makes an account, finds somebody, writes, likes and plans to come', {
    timeout: 60_000,
  }, async () => {
    const ben = await world.enter('Ben Keys')
    await ben.person.post('/api/posts', { caption: 'Like me by keyboard' })
    await ben.person.post('/api/events', { title: 'Typing together', date: '2035-05-04' })
    const page = await world.open()
    const { keyboard } = page
    await page.goto('/')
    await tabTo(page, 'Make an account')
    await keyboard.press('Enter')
    await page.getByLabel('Your name').waitFor()
    await keyboard.type('Ann Keys')
    await keyboard.press('Tab')
    await keyboard.type(`ann.keys.${Date.now()}@example.org`)
    await keyboard.press('Tab')
    await keyboard.type('at least eight')
    await keyboard.press('Enter')
    await page.getByText('No chats yet').waitFor()

    await tabTo(page, 'New chat')
    await keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await keyboard.type('Ben Keys')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Ben Keys/ })
      .waitFor()
    await tabTo(page, 'Ben Keys')
    await keyboard.press('Enter')
    await tabTo(page, 'Write a message')
    await keyboard.type('No mouse here')
    await keyboard.press('Enter')
    await message(page, 'No mouse here').waitFor()

    await tabTo(page, 'Feed')
    await keyboard.press('Enter')
    await page.getByText('Like me by keyboard').waitFor()
    // A page that was just opened begins to be read at its title.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Feed')
    await tabTo(page, 'Like, 0 likes')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'Liked, 1 like' }).waitFor()

    await tabTo(page, 'Events')
    await keyboard.press('Enter')
    await page.getByRole('link', { name: /Typing together/ }).waitFor()
    await tabTo(page, 'Typing together')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'I am going' }).waitFor()
    await tabTo(page, 'I am going')
    await keyboard.press('Enter')
    await page.getByText('One person is going').waitFor()
  })

  it('there is one live region, it is polite, and it says what happened', async () => {
    const ann = await world.enter('Ann Hears')
    const ben = await world.enter('Ben Speaks')
    await ann.page.goto(`/r/${await ann.person.roomWith(ben.person)}`)
    await ann.page.getByText('Write the first one.').waitFor()
    await ben.page.goto(`/r/${await ben.person.roomWith(ann.person)}`)
    await say(ben.page, 'Can you hear me?')
    const live = ann.page.locator('[aria-live], [role="status"], [role="log"]')
    await eventually(() => live.allTextContents()).toEqual([expect.stringContaining('Can you hear me?')])
    expect(await live.getAttribute('aria-live')).toBe('polite')
  })

  it('nothing moves for those who want no motion', async () => {
    const { page } = await world.enter('Ann Still', { path: '/feed', reducedMotion: 'reduce' })
    await page.getByText('The feed is empty').or(page.getByRole('article').first()).first().waitFor()
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const { animationDuration, animationName, transitionDuration } = getComputedStyle(element)
          const isLong = (durations: string) => durations.split(',').some((one) => Number.parseFloat(one) > 0.02)
          return (animationName !== 'none' && isLong(animationDuration)) || isLong(transitionDuration)
        })
        .map(({ className }) => String(className)),
    )
    expect(moving).toEqual([])
  })

  it('what people write keeps its own direction', async () => {
    const ann = await world.enter('Ann Both')
    const ben = await world.enter('عامر حداد')
    await ben.page.goto(`/r/${await ben.person.roomWith(ann.person)}`)
    await say(ben.page, 'مرحبا بك')
    await ann.page.getByRole('link', { name: /عامر حداد/ }).click()
    const direction = await message(ann.page, 'مرحبا بك').evaluate((element) => getComputedStyle(element).direction)
    expect(direction).toBe('rtl')
  })
})

/** Presses Tab until what is reached has this name: every step is one that a keyboard alone can take. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab')
    const reached = await page.evaluate(() => {
      const element = document.activeElement
      // What holds other things that can be reached is not what is looked for.
      if (element === null || element.querySelector('a, button, input, textarea') !== null) return ''
      return `${element.getAttribute('aria-label') ?? ''} ${element.textContent}`
    })
    if (reached.replaceAll(/\s+/g, ' ').includes(name)) return
  }
  throw new Error(`Tab never reached “${name}”`)
}
