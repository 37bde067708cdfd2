import { signToken } from '@linsta/testkit'
import type { Page } from 'playwright-core'
import { afterEach, expect, it } from 'vitest'
import { layCable } from './cable.ts'
import { describeInBrowser, eventually, message, say, type Window } from './world.ts'

const SECRET = 'a secret that only this test knows, and nobody else'

describeInBrowser(
  'a conversation in the browser',
  (world) => {
    afterEach(() => expect(world.complaints()).toEqual([]))

    /** Two people in their room, each in a window of their own. */
    async function two(): Promise<{ ann: Window; ben: Window; path: string }> {
      const [ann, ben] = await Promise.all([world.enter('Ann Arbor'), world.enter('Ben Nevis')])
      const path = `/r/${await ann.person.roomWith(ben.person)}`
      await Promise.all([ann.page.goto(path), ben.page.goto(path)])
      await Promise.all([ann, ben].map(({ page }) => page.getByText('Write the first one.').waitFor()))
      return { ann, ben, path }
    }

    it('two people register, find each other and write both ways', async () => {
      const ann = await register(await world.open(), 'Ann Find')
      const ben = await register(await world.open(), 'Ben Found')
      await ann.getByRole('button', { name: 'Find somebody' }).click()
      await ann.getByRole('searchbox', { name: 'Search people by name' }).fill('Ben Found')
      await ann.getByRole('button', { name: /Ben Found/ }).click()
      await say(ann, 'Hello Ben')

      await eventually(() => ben.title()).toBe('(1) Chats · Linsta')
      await ben.getByRole('link', { name: /Ann Find/ }).click()
      await message(ben, 'Hello Ben').waitFor()
      await ben.getByRole('textbox', { name: 'Write a message' }).pressSequentially('Hel')
      await ann.getByText('Ben Found is typing').waitFor()
      await say(ben, 'Hello Ann')
      await message(ann, 'Hello Ann').waitFor()
      // Read by the other, and counted as nothing new.
      await ann.getByRole('img', { name: 'Read' }).first().waitFor()
      await eventually(() => ben.title()).toBe('Ann Find · Linsta')
    })

    it('[P2] a message whose page was left before the answer came is sent once', async () => {
      const { ann, ben } = await two()
      process.kill(world.server.pid, 'SIGSTOP')
      await say(ann.page, 'Sent while leaving')
      await ann.page.getByRole('img', { name: 'Sending' }).waitFor()
      const reloaded = ann.page.reload()
      process.kill(world.server.pid, 'SIGCONT')
      await reloaded
      await message(ben.page, 'Sent while leaving').waitFor()
      await ann.page.getByRole('img', { name: 'Read' }).waitFor()
      expect(await message(ben.page, 'Sent while leaving').count()).toBe(1)
      expect(await message(ann.page, 'Sent while leaving').count()).toBe(1)
    })

    it('[P4] offline and back: what was written goes out, what was missed comes in, in order', async () => {
      const { ann, ben, path } = await two()
      const cable = await layCable(world.server.url)
      const away = await world.open({ baseURL: cable.url })
      await world.signIn(away, ann.person, path)
      await away.getByText('Write the first one.').waitFor()

      cable.cut()
      await say(away, 'Written in the tunnel')
      await away.getByText('No connection').first().waitFor()
      await say(ben.page, 'Said meanwhile')
      await message(ann.page, 'Said meanwhile').waitFor()
      cable.mend()
      await away.getByRole('button', { name: 'Try now' }).click()
      await message(away, 'Said meanwhile').waitFor()
      await message(ben.page, 'Written in the tunnel').waitFor()
      await eventually(() => texts(away)).toEqual(['Said meanwhile', 'Written in the tunnel'])
      await cable.close()
    })

    it('[P1] the server is killed and comes back: nobody does anything, and nothing is lost', async () => {
      const { ann, ben } = await two()
      await say(ann.page, 'Before')
      await message(ben.page, 'Before').waitFor()
      await world.server.kill()
      await say(ann.page, 'In the dark')
      await say(ben.page, 'Hello? Hello?')
      await world.server.start()
      for (const { page } of [ann, ben]) {
        await eventually(async () => (await texts(page)).sort()).toEqual(['Before', 'Hello? Hello?', 'In the dark'])
      }
      expect(await texts(ann.page)).toEqual(await texts(ben.page))
    })

    it('a second tab shows the same, and what one signs out of is signed out of in both', async () => {
      const { ann, ben, path } = await two()
      const second = await ann.page.context().newPage()
      await second.goto(path)
      await say(second, 'From the second tab')
      await message(ann.page, 'From the second tab').waitFor()
      await message(ben.page, 'From the second tab').waitFor()
      expect(await message(ann.page, 'From the second tab').count()).toBe(1)

      await second.goto('/profile')
      await second.getByRole('button', { name: 'Sign out' }).click()
      await ann.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    })

    it('a token that ends asks to sign in, and then the same page is there again', async () => {
      const { ann, path } = await two()
      const now = Math.floor(Date.now() / 1_000)
      const brief = signToken({ userId: ann.person.id, iat: now, exp: now + 3 }, SECRET)
      const page = await world.open()
      await world.signIn(page, { token: brief }, path)
      await page.getByText('You were signed out after a while').waitFor()
      await page.getByLabel('Email').fill(ann.person.email)
      await page.getByLabel('Password').fill('correct horse')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('textbox', { name: 'Write a message' }).waitFor()
      expect(new URL(page.url()).pathname).toBe(path)
    })

    it('a sign-in link leaves its token neither in the address nor in the history', async () => {
      const { page, person } = await world.enter('Ann Secret')
      expect(page.url()).not.toContain(person.token)
      await page.goto('/feed')
      await page.goBack()
      expect(page.url()).not.toContain(person.token)
    })

    it('three people talk in a group', async () => {
      const [ann, ben, cem] = await Promise.all([world.enter('Ann G'), world.enter('Ben G'), world.enter('Cem G')])
      await ann.page.getByRole('button', { name: 'New chat' }).click()
      await ann.page.getByRole('button', { name: 'New group' }).click()
      for (const { person } of [ben, cem]) {
        await ann.page.getByRole('searchbox', { name: 'Search people by name' }).fill(person.name)
        await ann.page.getByRole('dialog').getByRole('button', { name: person.name }).first().click()
      }
      await ann.page.getByRole('button', { name: 'Create group' }).click()
      await say(ann.page, 'Welcome')
      for (const { page, person } of [ben, cem]) {
        await page.getByRole('link', { name: /Ann G/ }).click()
        await message(page, 'Welcome').waitFor()
        await say(page, `${person.name} is here`)
      }
      await message(ann.page, 'Cem G is here').waitFor()
      await message(ben.page, 'Cem G is here').waitFor()
    })

    it('on a phone there is one pane, with a way back', async () => {
      const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }
      const ann = await world.enter('Ann Phone', phone)
      const ben = await world.enter('Ben Phone')
      await ben.page.goto(`/r/${await ann.person.roomWith(ben.person)}`)
      await say(ben.page, 'On the go?')
      await ann.page.getByRole('link', { name: /Ben Phone/ }).click()
      await message(ann.page, 'On the go?').waitFor()
      expect(await ann.page.getByRole('navigation').count()).toBe(0)
      await ann.page.getByRole('button', { name: 'Back to chats' }).click()
      // The focus is where one came from.
      const focused = () => ann.page.evaluate(() => document.activeElement?.textContent)
      await eventually(focused).toContain('Ben Phone')
      expect(await ann.page.getByRole('textbox', { name: 'Write a message' }).count()).toBe(0)
    })
  },
  { env: { JWT_SECRET: SECRET } },
)

/** Makes an account as newcomers do. */
async function register(page: Page, name: string): Promise<Page> {
  await page.goto('/')
  await page.getByRole('button', { name: 'Make an account' }).click()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Email').fill(`${name.replace(' ', '.')}.${Date.now()}@example.org`)
  await page.getByLabel('Password').fill('at least eight')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByText('No chats yet').waitFor()
  return page
}

/** The messages on screen, from the first to the last. */
const texts = (page: Page): Promise<string[]> =>
  page.locator('.linsta-message-text').evaluateAll((all) =>
    all.map((one) =>
      [...one.childNodes]
        .filter((node) => node.nodeType === 3)
        .map((node) => node.textContent)
        .join(''),
    ),
  )
