import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { afterAll, describe, expect, it } from 'vitest'

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..')
const blocks = [...readFileSync(join(PACKAGE, 'README.md'), 'utf8').matchAll(/^```tsx\n(.*?)^```$/gms)].map(
  ([, code = '']) => code,
)

/** What an app around the snippets has by itself. */
const SURROUNDINGS = `
const session = { token: async () => '' }
const [chatRoomId, seq] = ['0'.repeat(24), 1]
const navigate = (_path: string) => undefined
const hrefOf = (_message: unknown) => ''
`

/** A module of a snippet: its element, or its component in a provider, is what it exports. */
function toModule(code: string): string {
  const [, component] = /^function (\w+)/m.exec(code) ?? []
  const shown =
    component === undefined
      ? code.replace(/^;</m, 'export default <')
      : `${code}\nexport default <LinstaProvider url="" getToken={session.token}><${component} chatRoomId={chatRoomId} /></LinstaProvider>`
  return `${SURROUNDINGS}${shown}`
}

describe('every snippet of the README renders on a server', () => {
  const folder = mkdtempSync(join(PACKAGE, 'test', '.readme-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('there are some', () => expect(blocks.length).toBeGreaterThan(2))

  it.each(blocks.map((code, index) => [index + 1, code] as const))('number %i', async (index, code) => {
    const file = join(folder, `snippet${index}.tsx`)
    writeFileSync(file, toModule(code))
    const { default: element } = (await import(file)) as { default: ReactElement }
    expect(renderToString(element)).toMatch(/<\w+/)
  })
})
