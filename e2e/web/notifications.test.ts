import { afterEach, expect, it } from 'vitest'
import { describeInBrowser, eventually } from './world.ts'

describeInBrowser('the bell', (world) => {
  afterEach(() => expect(world.complaints()).toEqual([]))

  it('[P8] a like and a comment ring it, and lead to the post; an unlike takes its notification back', async () => {
    const ann = await world.enter('Ann Posts', { path: '/feed' })
    const ben = await world.enter('Ben Likes')
    await ann.page.getByRole('textbox', { name: 'What do you want to share?' }).fill('First light over the roofs')
    await ann.page.getByRole('button', { name: 'Post', exact: true }).click()
    await ann.page.getByText('First light over the roofs').waitFor()

    await ben.page.goto('/feed')
    const post = ben.page.getByRole('article', { name: 'Post by Ann Posts' })
    await post.getByRole('button', { name: /^Like/ }).click()
    await post.getByRole('button', { name: /^Liked, 1/ }).waitFor()
    await ann.page.getByRole('link', { name: 'Alerts 1 unread' }).waitFor()
    await eventually(() => ann.page.title()).toBe('(1) Feed · Linsta')
    // What is on screen follows.
    await ann.page.getByRole('button', { name: 'Like, 1 like' }).waitFor()

    await ann.page.getByRole('link', { name: /Alerts/ }).click()
    await ann.page.getByRole('link', { name: /Ben Likes liked your post/ }).click()
    await ann.page.getByRole('heading', { name: 'Post by Ann Posts' }).waitFor()
    await eventually(() => ann.page.title()).toBe('Post by Ann Posts · Linsta')

    await post.getByRole('link', { name: /comment/ }).click()
    await ben.page.getByRole('textbox', { name: 'Write a comment' }).fill('Where is that?')
    await ben.page.keyboard.press('Enter')
    await ben.page.getByRole('article', { name: 'Comment by Ben Likes' }).waitFor()
    await ann.page.getByText('Where is that?').waitFor()
    await ann.page.getByRole('link', { name: 'Alerts 1 unread' }).click()
    await ann.page.getByText('Ben Likes commented on your post').waitFor()
    await ann.page.getByRole('button', { name: 'Mark all as read' }).click()
    await eventually(() => ann.page.title()).toBe('Notifications · Linsta')

    await ben.page.goto('/feed')
    await post.getByRole('button', { name: /^Liked/ }).click()
    await ann.page.getByText('Ben Likes liked your post').waitFor({ state: 'detached' })
  })

  it('[P8] an RSVP rings it, and leads to the event', async () => {
    const ann = await world.enter('Ann Plans', { path: '/events' })
    const ben = await world.enter('Ben Comes')
    await ann.page.getByRole('button', { name: 'New event' }).click()
    await ann.page.getByLabel('Title').fill('Soup and stories')
    await ann.page.getByLabel('When').fill('2035-05-04T19:30')
    await ann.page.getByLabel('Where').fill('The kitchen')
    await ann.page.getByRole('button', { name: 'Plan it' }).click()
    await ann.page.getByText('Friday, 4 May 2035').waitFor()

    await ben.page.goto('/events')
    await ben.page.getByRole('link', { name: /Soup and stories/ }).click()
    await ben.page.getByRole('button', { name: 'I am going' }).click()
    await ben.page.getByText('One person is going').waitFor()
    await ann.page.getByRole('link', { name: 'Alerts 1 unread' }).click()
    await ann.page.getByRole('link', { name: /Ben Comes registered for your event/ }).click()
    await ann.page.getByText('One person is going').waitFor()
    await ben.page.getByRole('button', { name: 'You are going' }).click()
    await ben.page.getByText('Nobody has said they come yet').waitFor()
    await ann.page.getByText('Nobody has said they come yet').waitFor()
  })

  it('what others post is there when one comes back to the window', async () => {
    const { page } = await world.enter('Ann Returns', { path: '/feed' })
    const ben = await world.enter('Ben Posts')
    await page.getByRole('textbox', { name: 'What do you want to share?' }).waitFor()
    await ben.person.post('/api/posts', { caption: 'Written while you looked elsewhere' })
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await page.getByText('Written while you looked elsewhere').waitFor()
  })

  it('tells outside of the page, once it was allowed to and while nobody looks', async () => {
    const ann = await world.enter('Ann Away', { path: '/notifications', permissions: [] })
    const ben = await world.enter('Ben Writes')
    // A headless browser shows none: what the app hands it is kept instead.
    await ann.page.evaluate(() => {
      const told: string[] = []
      const fake = class {
        static permission = 'default'
        static async requestPermission() {
          fake.permission = 'granted'
          return 'granted'
        }
        constructor(title: string, { body }: { body: string }) {
          told.push(`${title}: ${body}`)
        }
        close() {}
      }
      Object.assign(window, { told, Notification: fake })
    })
    await ann.page.getByRole('link', { name: /Feed/ }).click()
    await ann.page.getByRole('link', { name: /Alerts/ }).click()
    await ann.page.getByRole('button', { name: 'Turn on' }).click()
    await ann.page.evaluate(() =>
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' }),
    )
    await ben.page.goto(`/r/${await ben.person.roomWith(ann.person)}`)
    await ben.page.getByRole('textbox', { name: 'Write a message' }).fill('Are you there?')
    await ben.page.keyboard.press('Enter')
    await expect
      .poll(() => ann.page.evaluate(() => (window as unknown as { told: string[] }).told))
      .toEqual(['Ben Writes: Are you there?'])
  })
})
