// @vitest-environment happy-dom
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { act, cleanup, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { COMPONENT_DOCS, readComponentDocs, readSnippets, toModule } from '../../../scripts/componentDocs.ts'
import * as kit from '../src/index.ts'
import { createFakeClient, ROOM, roomSnapshot, sent } from './fakeClient.ts'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '../../..')
const PICTURE_MAX = 40_000 // bytes: the page of all of them loads at once

const documents = globSync(['*.md', 'docs/**/*.md', '{packages,apps,examples}/*/*.md'], { cwd: ROOT })
const snippets = documents.flatMap((path) =>
  readSnippets(readFileSync(join(ROOT, path), 'utf8')).map((code, index) => ({ path, number: index + 1, code })),
)

/** What an app around the snippets has by itself. */
const SURROUNDINGS = `
export const session = { token: async () => '' }
export const [chatRoomId, groupId, seq] = ['${ROOM}', '${ROOM}', 1]
export const person = { _id: 'bob', name: 'Bob' }
export const hrefOf = (_message: unknown) => ''
const nothing = (_what: unknown) => undefined
export { nothing as insert, nothing as navigate, nothing as setOpen, nothing as setReplyTo }
`
const IMPORTED =
  "import { chatRoomId, groupId, hrefOf, insert, navigate, person, seq, session, setOpen, setReplyTo } from './surroundings.ts'\n"

describe('every snippet of components in the docs', () => {
  const folder = mkdtempSync(join(HERE, '.snippets-'))
  writeFileSync(join(folder, 'surroundings.ts'), SURROUNDINGS)
  afterAll(() => rmSync(folder, { recursive: true }))
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    cleanup()
    vi.useRealTimers()
  })

  async function load(code: string, name: string): Promise<ReactElement> {
    const file = join(folder, `${name}.tsx`)
    writeFileSync(file, IMPORTED + toModule(code))
    return ((await import(file)) as { default: ReactElement }).default
  }

  it('they are in the README, the kit’s, and the components’ own document', () => {
    expect(new Set(snippets.map(({ path }) => path))).toEqual(
      new Set(['README.md', 'packages/react/README.md', COMPONENT_DOCS]),
    )
  })

  it.each(snippets)('$path, number $number: renders', async ({ path, number, code }) => {
    const element = await load(code, `${path.replaceAll(/\W/g, '_')}${number}`)
    // What has a server's address would connect in a browser.
    if (code.includes('url=')) {
      expect(renderToString(element)).toMatch(/<\w+/)
      return
    }
    const { client, room, connection, presence } = createFakeClient()
    room.set(roomSnapshot({ messages: [sent(1)] }))
    presence.set(new Map([['bob', { userId: 'bob', online: true, lastSeenAt: null }]]))
    connection.set({ state: 'offline', reason: 'lost', nextTryAt: Date.now() + 60_000 })
    render(<kit.LinstaProvider client={client}>{element}</kit.LinstaProvider>)
    await act(() => vi.advanceTimersByTimeAsync(5_000))
    expect(shown()).not.toBe('')
  })
})

/** What one sees or hears of the page, but for what is said aside to screen readers. */
function shown(): string {
  const page = document.body.cloneNode(true) as HTMLElement
  for (const region of page.querySelectorAll('[role="status"]')) region.remove()
  const labels = [...page.querySelectorAll('[aria-label]')].map((element) => element.getAttribute('aria-label'))
  return `${labels.join('')}${page.textContent}`
}

describe('docs/react.md', () => {
  const docs = readComponentDocs()

  it('has a section for every component that the kit exports, and no other', () => {
    const components = Object.entries(kit).filter(
      ([name, value]) => /^[A-Z]/.test(name) && (typeof value === 'function' || '$$typeof' in Object(value)),
    )
    const names = components.map(([name]) => name).filter((name) => name !== 'LinstaProvider')
    expect(names.length).toBeGreaterThan(15)
    expect(docs.map(({ name }) => name).sort()).toEqual(names.sort())
  })

  it.each(docs)('$name has a snippet of it and a small picture', ({ name, picture, snippet }) => {
    expect(snippet).toContain(`<${name}`)
    expect(picture).toBe(`images/react/${name}.webp`)
    const file = join(ROOT, dirname(COMPONENT_DOCS), picture ?? '')
    expect(readFileSync(file).subarray(8, 12).toString()).toBe('WEBP')
    expect(statSync(file).size).toBeLessThan(PICTURE_MAX)
  })
})
