import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { launchChromium } from './chromium.ts'
import { readComponentDocs } from './componentDocs.ts'
import { takeComponents } from './componentPictures.ts'

/*
 * Pictures of the web app, to be looked at: npm run screenshots -- <sign-in link> [folder] [looks]
 * The link is one of `npm run demo -- --serve`. Without a folder they go to docs/images. Looks are named by what their
 * files end in, such as `-phone-dark`, components of docs/react.md by their names or all by `components`; without
 * them all are taken.
 */

const [link, folder = 'docs/images', ...wanted] = process.argv.slice(2)
if (link === undefined) throw new Error('Start `npm run demo -- --serve` and give one of its links.')
const origin = new URL(link).origin

type Look = { theme: 'light' | 'dark'; direction: 'ltr' | 'rtl'; width: number; height: number }

const WIDE: Look = { theme: 'light', direction: 'ltr', width: 1280, height: 800 }
const PHONE: Look = { ...WIDE, width: 390, height: 844 }

const openRoom = (name: string) => async (page: Page) => {
  await page.getByRole('link', { name }).first().click()
  await page.getByRole('textbox', { name: 'Write a message' }).waitFor()
}
const openFirst = (selector: string) => async (page: Page) => {
  await page.locator(selector).first().click()
  await page.waitForTimeout(600)
}
const nothing = async () => undefined

type Shot = { name: string; path: string; look: Look; act(page: Page): Promise<unknown> }

const PAGES: Omit<Shot, 'look'>[] = [
  { name: 'chats', path: '/', act: openRoom('Jonas Weber') },
  { name: 'group', path: '/', act: openRoom('Lena Okafor') },
  { name: 'list', path: '/', act: nothing },
  { name: 'feed', path: '/feed', act: nothing },
  { name: 'post', path: '/feed', act: openFirst('.post footer a') },
  { name: 'events', path: '/events', act: nothing },
  { name: 'event', path: '/events', act: openFirst('.event-card') },
  { name: 'notifications', path: '/notifications', act: nothing },
  { name: 'profile', path: '/profile', act: nothing },
]

const LOOKS: [suffix: string, look: Look][] = [
  ['', WIDE],
  ['-dark', { ...WIDE, theme: 'dark' }],
  ['-rtl', { ...WIDE, direction: 'rtl' }],
  ['-phone', PHONE],
  ['-phone-dark', { ...PHONE, theme: 'dark' }],
  ['-phone-rtl', { ...PHONE, direction: 'rtl' }],
]

const SETTLED_MS = 700 // pictures and fonts have come

await mkdir(folder, { recursive: true })
const browser = await launchChromium()
try {
  for (const [suffix, look] of LOOKS) {
    if (wanted.length > 0 && !wanted.includes(suffix)) continue
    const context = await browser.newContext({
      viewport: { width: look.width, height: look.height },
      deviceScaleFactor: 2,
      colorScheme: look.theme,
      locale: 'en-GB',
    })
    await keepLook(context, look)
    const page = await context.newPage()
    await page.goto(link)
    for (const { name, path, act } of PAGES) {
      await page.goto(origin + path)
      await page.locator('.rail').waitFor()
      await page.waitForTimeout(SETTLED_MS)
      await act(page)
      await page.waitForTimeout(SETTLED_MS)
      // The buttons of what the pointer is over are no part of the picture.
      await page.mouse.move(0, 0)
      await page.screenshot({ path: join(folder, `${name}${suffix}.png`) })
    }
    await signedOut(context, join(folder, `sign-in${suffix}.png`))
    await context.close()
  }
  const names = readComponentDocs().map(({ name }) => name)
  const isAll = wanted.length === 0 || wanted.includes('components')
  const wantedNames = isAll ? names : names.filter((name) => wanted.includes(name))
  if (wantedNames.length > 0) {
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? ''
    await takeComponents(browser, { origin, token }, { names: wantedNames, folder: join(folder, 'react') })
  }
} finally {
  await browser.close()
}

async function keepLook(context: BrowserContext, { direction }: Look): Promise<void> {
  await context.addInitScript(
    (kept) => localStorage.setItem('linsta.appearance', kept),
    JSON.stringify({ theme: 'system', direction }),
  )
}

async function signedOut(context: BrowserContext, path: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${origin}/profile`)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.screenshot({ path })
}
