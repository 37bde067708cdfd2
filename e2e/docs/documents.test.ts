import { existsSync, globSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documents, ROOT, readDocument } from './documents.ts'

const sources = globSync(['{packages,e2e,bench,examples,scripts}/**/*.{ts,cjs,mjs}', '*.{ts,mjs}'], {
  cwd: ROOT,
  exclude: (path) => basename(path) === 'node_modules',
})
const sourceNames = new Set(sources.map((path) => basename(path)))

/** Names that the style forbids are examples of what is not there. */
const NOT_THERE = new Set(['chatUtils.ts', 'helpers.ts'])

/** What a document names as being in the repository: paths with a slash, and source files by their name alone. */
function namedPaths(text: string): string[] {
  const codes = [...text.matchAll(/`([^`\s]+)`/g)].map(([, code = '']) => code)
  return codes.filter((code) => /^[.\w-]+(\/[.\w-]*)+$|^[\w.-]+\.(ts|cjs)$/.test(code) && !NOT_THERE.has(code))
}

const isThere = (path: string): boolean =>
  path.includes('/') ? existsSync(join(ROOT, path)) : sourceNames.has(path) || existsSync(join(ROOT, path))

describe.each(documents)('%s', (document) => {
  const text = readDocument(document)

  it('names only paths that exist', () => {
    const paths = namedPaths(text).filter((path) => !path.startsWith('node_modules/'))
    expect(paths.filter((path) => !isThere(path))).toEqual([])
  })

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? '')
    const local = links.filter((link) => !/^(https?:|mailto:|#)/.test(link))
    const missing = local.filter((link) => !existsSync(join(ROOT, dirname(document), link.replace(/#.*/, ''))))
    expect(missing).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  const text = readDocument('ARCHITECTURE.md')

  it.each(['packages', 'packages/server/src'])('has every folder of %s on its map', (parent) => {
    const folders = readdirSync(join(ROOT, parent), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const missing = folders.map(({ name }) => `\`${parent}/${name}/`).filter((folder) => !text.includes(folder))
    expect(missing).toEqual([])
  })

  it('would be told of a path that is not there', () => {
    expect(namedPaths('`packages/nowhere/` and `noSuchFile.ts` and `application/json`').filter(isThere)).toEqual([])
    expect(namedPaths('`packages/server/` and `sendMessage.ts`').filter(isThere)).toHaveLength(2)
  })
})

describe('README.md', () => {
  const text = readDocument('README.md')

  it('has every variable of config.ts in its table, and no other', () => {
    const inTable = [...text.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, name]) => name)
    const inConfig = [...readDocument('packages/server/src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)]
    expect(inTable).toEqual(inConfig.map(([, name]) => name))
    expect(inTable).toContain('LINSTA_DATA')
  })

  it('lists only promises that tests hold by their number', () => {
    const items = [...text.matchAll(/^- \*\*(P\d+)\*\*.*(\n {2}.*)*/gm)]
    expect(items.length).toBeGreaterThan(0)
    for (const [item, number] of items) {
      const tests = [...item.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => readDocument(path))
      expect(tests.length, number).toBeGreaterThan(0)
      expect(
        tests.filter((test) => !test.includes(`[${number}]`)),
        number,
      ).toEqual([])
    }
  })
})
