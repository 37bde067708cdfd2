import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser, type Window } from './world.ts'
import { HOSTILE_LINKS, XSS } from './xss.ts'

const NAME_MAX = 100 // characters of a name, which cuts some strings: what is left is tried all the same

describeInBrowser('text is only ever text', (world) => {
  it('has 200 strings to try', () => expect(new Set(XSS).size).toBe(200))

  it('[P9] 200 strings as names, messages, captions, comments and events: nothing runs', {
    timeout: 240_000,
  }, async () => {
    const ann = await world.enter('Ann Target')
    const eve = await world.enter('Eve')
    await watch(ann.page)
    const chatRoomId = await ann.person.roomWith(eve.person)
    const posted = await publish(eve, chatRoomId)
    const { body: annsPost } = await ann.person.post('/api/posts', { caption: 'Like me' })

    // From the end upwards, as the list draws what is on screen alone.
    await ann.person.post(`/api/chat/rooms/${chatRoomId}/read`)
    await ann.page.goto(`/r/${chatRoomId}`)
    const seen = new Set<string>()
    for (let page = 0; page < 400 && seen.size < XSS.length; page += 1) {
      for (const text of await ann.page.locator('.linsta-message-text').allTextContents()) {
        for (const [index] of XSS.entries()) if (text.includes(`№${index} `)) seen.add(String(index))
      }
      await ann.page.locator('.linsta-message-scroller').evaluate((list) => list.scrollBy(0, -400))
      await ann.page.waitForTimeout(30)
    }
    expect(seen.size).toBe(XSS.length)

    await ann.page.goto('/feed')
    await showAll(ann.page, '.post', XSS.length)
    await ann.page.goto('/events')
    await showAll(ann.page, '.event-card', XSS.length)
    await ann.page.goto(`/feed/${posted.postId}`)
    await showAll(ann.page, '.comment', XSS.length)
    for (const eventId of posted.eventIds.slice(0, 20)) {
      await ann.page.goto(`/events/${eventId}`)
      await ann.page.getByRole('button', { name: 'I am going' }).waitFor()
    }
    // Names: in the list of rooms, the header, the notifications, the search for people.
    for (const name of namesToTry()) {
      await eve.person.put('/api/users/me', { name })
      await eve.person.post(`/api/posts/${annsPost._id}/like`)
      await eve.person.delete(`/api/posts/${annsPost._id}/like`)
    }
    await eve.person.post(`/api/posts/${annsPost._id}/like`)
    for (const path of ['/', `/r/${chatRoomId}`, '/notifications', '/feed']) {
      await ann.page.goto(path)
      await ann.page.getByRole('navigation', { name: 'Main' }).waitFor()
      await ann.page.waitForTimeout(300)
    }

    expect(await breaches(ann.page)).toEqual([])
    expect(world.complaints()).toEqual([])
    expect(await ann.page.locator('a[href^="javascript:" i], a[href^="data:" i], iframe, object, base').count()).toBe(0)
  })

  it.each(HOSTILE_LINKS)('no address of this kind becomes a link or a picture: %j', async (address) => {
    const eve = await world.enter('Eve Links')
    const pictured = await eve.person.post('/api/posts', { caption: 'x', media: [{ url: address, type: 'image' }] })
    expect(pictured.status).toBe(400)
    expect((await eve.person.put('/api/users/me', { picture: address })).status).toBe(400)
    const chatRoomId = await eve.person.roomWith((await world.enter('Ann Links')).person)
    await eve.person.post('/api/chat/messages', { chatRoomId, text: `look ${address} here` })
    await eve.page.goto(`/r/${chatRoomId}`)
    await eve.page.locator('.linsta-message-text').waitFor()
    const links = await eve.page
      .locator('.linsta-message-text a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')))
    for (const link of links) expect(link).toMatch(/^https?:\/\//)
  })

  it('the policy lets in no inline script or style, no code from strings and no markup from strings', async () => {
    const page = await world.open()
    await watch(page)
    const response = await page.goto('/')
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self';")
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).not.toMatch(/unsafe|\*/)
    const refused = await page.evaluate(async () => {
      // Later, as a page does things: what a debugger evaluates is let through.
      await new Promise((resolve) => setTimeout(resolve))
      const attempts: Record<string, () => unknown> = {
        markup: () => {
          document.body.innerHTML = '<b>x</b>'
        },
        code: () => new Function('return 1')(),
        // The page tries what an attacker would; it is refused before it could do anything.
        // biome-ignore lint/security/noGlobalEval: that is the attempt.
        eval: () => globalThis.eval('1'),
      }
      return Object.entries(attempts).flatMap(([name, attempt]) => {
        try {
          attempt()
          return []
        } catch {
          return [name]
        }
      })
    })
    expect(refused).toEqual(['markup', 'code', 'eval'])
    const html = (await response?.text()) ?? ''
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/i)
    world.complaints()
  })
})

/** Keeps what the browser refused by the policy, and whether anything ran, over all pages of a window. */
async function watch(page: Page): Promise<void> {
  await page.context().addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const before = JSON.parse(sessionStorage.getItem('breaches') ?? '[]')
      sessionStorage.setItem('breaches', JSON.stringify([...before, `${violatedDirective} ${blockedURI}`]))
    })
  })
}

const breaches = (page: Page): Promise<unknown> =>
  page.evaluate(() => [
    ...JSON.parse(sessionStorage.getItem('breaches') ?? '[]'),
    ...('__breach' in globalThis ? ['something ran'] : []),
  ])

/** Everything Eve has to say, numbered, so that what is missing on screen is seen. */
async function publish({ person: eve }: Window, chatRoomId: string) {
  const { body: post } = await eve.post('/api/posts', { caption: 'Comment on me' })
  const eventIds: string[] = []
  for (const [index, text] of XSS.entries()) {
    const numbered = `№${index} ${text}`
    const answers = await Promise.all([
      eve.post('/api/chat/messages', { chatRoomId, text: numbered }),
      eve.post('/api/posts', { caption: numbered }),
      eve.post(`/api/posts/${post._id}/comment`, { text: numbered }),
      eve.post('/api/events', {
        title: numbered.slice(0, 200),
        description: text,
        venue: text,
        category: text.slice(0, 100),
        date: '2035-05-04',
      }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    eventIds.push(answers[3].body._id)
  }
  return { postId: post._id as string, eventIds }
}

const namesToTry = (): string[] => [...new Set(XSS.map((text) => text.slice(0, NAME_MAX).trim()))]

/** Goes on until that many are on the page. */
async function showAll(page: Page, selector: string, count: number): Promise<void> {
  const all = page.locator(selector)
  for (let step = 0; step < 60; step += 1) {
    await all.first().waitFor()
    if ((await all.count()) >= count) return
    await all.last().scrollIntoViewIfNeeded()
    await page.waitForTimeout(100)
  }
  throw new Error(`${await all.count()} of ${count} × ${selector} came`)
}
