import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { COMPONENT_DOCS, readComponentDocs, toModule } from './componentDocs.ts'

/*
 * Pictures of the components, each of its own snippet in docs/react.md, among the people of the demo's little world.
 */

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const QUALITY = 60 // of WebP: at two pixels for one nobody sees what that leaves out
const SETTLED_MS = 1_200 // pictures, fonts and what comes over the socket have come

type Stage = {
  width: number
  /** Pixels of components that fill what they are given. The others are as high as they are. */
  height?: number
  /** Pixels of the picture for one of the page; 2 without it. */
  scale?: number
  /** A person or group whose conversation it is about. */
  room?: 'Jonas Weber' | 'Sofia Rossi'
  act?(page: Page): Promise<unknown>
  /** With no way to the server. */
  isOffline?: true
}

const SMALL: Stage = { width: 280, room: 'Sofia Rossi' }

const STAGES: Record<string, Stage> = {
  LinstaApp: {
    width: 840,
    height: 440,
    scale: 1.5,
    act: (page) =>
      page
        .getByRole('button', { name: /Jonas Weber/ })
        .or(page.getByRole('link', { name: /Jonas Weber/ }))
        .first()
        .click(),
  },
  Messenger: { width: 340, height: 480 },
  Chat: { width: 460, height: 460 },
  MessageList: { width: 460, height: 360 },
  Message: { width: 460, room: 'Sofia Rossi' },
  Composer: { width: 460, act: (page) => page.getByRole('textbox').fill('See you at the lake?') },
  EmojiPicker: { width: 320 },
  RoomHeader: { width: 460, room: 'Sofia Rossi' },
  GroupDialog: { width: 460, height: 420 },
  RoomList: { width: 340, height: 440 },
  StartConversationDialog: {
    width: 460,
    height: 420,
    act: (page) => page.getByRole('searchbox').fill('a'),
  },
  Inbox: { width: 400, height: 400 },
  Bell: { width: 440, height: 420, act: (page) => page.getByRole('button').first().click() },
  ConnectionBanner: { width: 460, isOffline: true, act: (page) => page.getByText(/Next try in [4-9] s/).waitFor() },
}

const stageOf = (name: string): Stage => STAGES[name] ?? SMALL

/** The page of all snippets; the address says which one is shown and among whom. */
const MAIN = `
import { LinstaProvider } from '@linsta/react'
import '@linsta/react/styles.css'
import { createRoot } from 'react-dom/client'
import './gallery.css'
import { session } from './surroundings.ts'

const snippets = import.meta.glob('./snippet-*.tsx')
const name = new URLSearchParams(location.search).get('name')
const { default: element } = await snippets[\`./snippet-\${name}.tsx\`]()
createRoot(document.getElementById('stage')).render(
  name === 'LinstaApp' ? element : <LinstaProvider url="" getToken={session.token} locale="en-GB">{element}</LinstaProvider>,
)
`

const SURROUNDINGS = `
const given = new URLSearchParams(location.search)
export const session = { token: async () => given.get('token') }
export const chatRoomId = given.get('room')
export const groupId = given.get('group')
export const person = JSON.parse(given.get('person'))
const nothing = () => undefined
export { nothing as insert, nothing as navigate, nothing as setOpen, nothing as setReplyTo }
`

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"></head>
<body><div id="stage"></div><script type="module" src="./main.tsx"></script></body></html>`

const LOOK = `
body { margin: 0; font: 400 0.9375rem/1.45 system-ui, sans-serif; background: var(--linsta-ground); color: var(--linsta-text); }
#stage { position: relative; box-sizing: border-box; }
#stage:not(.filled) { padding: 0.75rem; }
#stage > p { margin: 0; display: flex; align-items: center; gap: 0.5rem; }
#stage:has(> .linsta-message) { padding: 0; }
#stage > .linsta-message { padding: 0.75rem; background: var(--linsta-sunken); }
#stage .linsta-bell { float: right; margin: 0.5rem; }
:root { --linsta-app-height: 440px; }
`

/**
 * @param world.origin where the demo's world is
 * @param world.token of whom the pictures are to be
 * @param pictures.folder into which they go, as their names
 */
export async function takeComponents(
  browser: Browser,
  world: { origin: string; token: string },
  { names, folder }: { names: readonly string[]; folder: string },
): Promise<void> {
  const gallery = await buildGallery()
  await mkdir(folder, { recursive: true })
  try {
    const rooms = await readRooms(world)
    const context = await browser.newContext({
      deviceScaleFactor: 2,
      colorScheme: 'light',
      locale: 'en-GB',
      reducedMotion: 'reduce',
    })
    for (const name of names) {
      const { width, height, room: other = 'Jonas Weber', scale = 2, act, isOffline } = stageOf(name)
      const page = await context.newPage()
      await page.setViewportSize({ width, height: height ?? 500 })
      // The world's own origin, so that nothing is foreign to it.
      await page.route('**/gallery/**', (route) =>
        route.fulfill({ path: join(gallery, new URL(route.request().url()).pathname.replace('/gallery/', '')) }),
      )
      if (isOffline) {
        await page.addInitScript(cutOff)
        await page.route('**/socket.io/**', (route) => route.abort())
      }
      const place = { name, token: world.token, ...rooms.about(other) }
      await page.goto(`${world.origin}/gallery/index.html?${new URLSearchParams(place)}`)
      const stage = page.locator('#stage')
      await stage.evaluate((element, pixels) => {
        element.classList.toggle('filled', pixels !== undefined)
        if (pixels !== undefined) element.style.height = `${pixels}px`
      }, height)
      await page.waitForTimeout(SETTLED_MS)
      await act?.(page)
      if (!isOffline) await page.waitForTimeout(SETTLED_MS)
      await page.mouse.move(0, 0)
      const box = await stage.boundingBox()
      if (box === null) throw new Error(`${name} shows nothing`)
      const devtools = await context.newCDPSession(page)
      const { data } = await devtools.send('Page.captureScreenshot', {
        format: 'webp',
        quality: QUALITY,
        clip: { ...box, scale },
      })
      await writeFile(join(folder, `${name}.webp`), Buffer.from(data, 'base64'))
      await page.close()
    }
    await context.close()
  } finally {
    await rm(dirname(gallery), { recursive: true })
  }
}

/** Inside the repository, so that packages are found. @returns the folder of the built page */
async function buildGallery(): Promise<string> {
  const root = await mkdtemp(join(ROOT, 'node_modules/.gallery-'))
  await Promise.all([
    writeFile(join(root, 'index.html'), PAGE),
    writeFile(join(root, 'main.tsx'), MAIN),
    writeFile(join(root, 'gallery.css'), LOOK),
    writeFile(join(root, 'surroundings.ts'), SURROUNDINGS),
    ...readComponentDocs().map(({ name, snippet = '' }) => {
      const module = toModule(snippet.replace('https://chat.example.org', ''))
      const given =
        "import { chatRoomId, groupId, insert, navigate, person, session, setOpen, setReplyTo } from './surroundings.ts'\n"
      return writeFile(join(root, `snippet-${name}.tsx`), given + module)
    }),
  ])
  await build({
    root,
    base: './',
    logLevel: 'error',
    build: { target: 'esnext', cssTarget: 'chrome123', assetsInlineLimit: 0 },
  })
  return join(root, 'dist')
}

/** In the page: wherever it means to connect, there is nobody. */
function cutOff(): void {
  const NOBODY = 'ws://127.0.0.1:9'
  window.WebSocket = class extends WebSocket {
    constructor() {
      super(NOBODY)
    }
  }
}

type Room = { _id: string; participants: { _id: string; name: string; picture?: string }[] }

async function readRooms({ origin, token }: { origin: string; token: string }) {
  const response = await fetch(`${origin}/api/chat/rooms`, { headers: { Authorization: `Bearer ${token}` } })
  const rooms = (await response.json()) as Room[]
  const group = rooms.find(({ participants }) => participants.length > 2)
  return {
    about(name: string) {
      const room = rooms.find(
        ({ participants }) => participants.length === 2 && participants.some((one) => one.name === name),
      )
      const person = room?.participants.find((one) => one.name === name)
      if (room === undefined || group === undefined)
        throw new Error(`${COMPONENT_DOCS} is about ${name}, who is not here`)
      return { room: room._id, group: group._id, person: JSON.stringify(person) }
    },
  }
}
