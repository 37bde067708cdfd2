import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Person, ServerProcess } from '@linsta/testkit'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { CHROMIUM, launchChromium } from '../../scripts/chromium.ts'

const BUILD = fileURLToPath(new URL('../../apps/web/build.ts', import.meta.url))

const SOON_MS = 25_000 // for what comes by itself; connections wait up to ten seconds for their next try
const PATIENCE_MS = 90_000 // a test: browsers are slow where others use the processors too

const hasChromium = existsSync(CHROMIUM)
if (!hasChromium) {
  const what = `The web app is not tested: there is no Chromium at ${CHROMIUM}. CHROMIUM_PATH names another place.`
  if (process.env.CI === 'true') throw new Error(what)
  console.warn(`\n  ${what}\n`)
}

/** Somebody with a window of their own: nothing of what others keep in theirs is in it. */
export type Window = { person: Person; page: Page }

export type World = {
  readonly server: ServerProcess
  readonly browser: Browser
  /** A window with nobody signed in. */
  open(options?: BrowserContextOptions): Promise<Page>
  /** Registers somebody and opens a window in which they are signed in, on `path`. */
  enter(name: string, options?: BrowserContextOptions & { path?: string }): Promise<Window>
  /** Signs in by a link, as those of the demo are. */
  signIn(page: Page, person: Pick<Person, 'token'>, path?: string): Promise<void>
  /** What pages complained of so far: errors, refused scripts, breaches of the policy. Emptied by asking. */
  complaints(): string[]
}

/** What a page may say while its server is away. */
const EXPECTED = /net::ERR_|WebSocket connection|Failed to load resource/

/** Tests in a real browser against a real server, which a test may kill and start again. */
export function describeInBrowser(
  name: string,
  tests: (world: World) => void,
  options: { env?: Record<string, string> } = {},
): void {
  describe.skipIf(!hasChromium)(name, { timeout: PATIENCE_MS }, () => {
    let server: ServerProcess
    let browser: Browser
    const complaints: string[] = []
    beforeAll(async () => {
      const built = spawnSync(process.execPath, [BUILD], { encoding: 'utf8' })
      if (built.stderr !== '') throw new Error(`The app was not built:\n${built.stderr}`)
      server = await ServerProcess.start({ env: { LOG_LEVEL: 'warn', LINSTA_LIMITS: 'off', ...options.env } })
      browser = await launchChromium()
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      await server?.remove()
    })

    const world: World = {
      get server() {
        return server
      },
      get browser() {
        return browser
      },
      async open(contextOptions = {}) {
        const context = await browser.newContext({ locale: 'en-GB', baseURL: server.url, ...contextOptions })
        const page = await context.newPage()
        page.setDefaultTimeout(15_000)
        page.on('pageerror', (error) => complaints.push(String(error)))
        page.on('dialog', (dialog) => {
          complaints.push(`a dialog: ${dialog.message()}`)
          void dialog.dismiss()
        })
        page.on('console', (message) => {
          const text = message.text()
          if (message.type() === 'error' && !EXPECTED.test(text)) complaints.push(text)
        })
        return page
      },
      async enter(personName, { path = '/', ...contextOptions } = {}) {
        const person = await Person.register(server.url, personName)
        const page = await world.open(contextOptions)
        await world.signIn(page, person, path)
        return { person, page }
      },
      async signIn(page, { token }, path = '/') {
        await page.goto(`${path}#token=${encodeURIComponent(token)}`)
        await page.getByRole('navigation', { name: 'Main' }).waitFor()
      },
      complaints: () => complaints.splice(0),
    }
    tests(world)
  })
}

/** Asks again until the answer is the expected one, or some seconds have passed. */
export const eventually = <Answer>(ask: () => Answer) => expect.poll(ask, { timeout: SOON_MS })

/** Writes a message in the room that is open, as people do. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Write a message' }).fill(text)
  await page.keyboard.press('Enter')
}

/** A message on screen. */
export const message = (page: Page, text: string) => page.locator('.linsta-message-text', { hasText: text })
