import { describe, expect, it } from 'vitest'
import { documents, readDocument } from './documents.ts'
import { type Block, readBlocks } from './readBlocks.ts'
import { runBlocks } from './runBlocks.ts'
import { type Stage, setStage } from './stage.ts'

/** Runs Markdown on a stage of its own. */
async function run(markdown: string): Promise<void> {
  const stage = await setStage()
  try {
    await runBlocks(readBlocks(markdown), stage)
  } finally {
    await stage.clear()
  }
}

describe('every snippet of the docs runs and prints what the docs say', () => {
  const withSnippets = documents.filter((path) => readBlocks(readDocument(path)).length > 0)
  it.each(withSnippets)('%s', { timeout: 60_000 }, (path) => run(readDocument(path)))

  it('the README has some of every kind', () => {
    const languages = readBlocks(readDocument('README.md')).map(({ language }) => language)
    expect(new Set(languages)).toEqual(new Set(['sh', 'js', 'tsx']))
  })
})

describe('a snippet that does not run is found', () => {
  const block = (parts: Partial<Block>): Block => ({
    line: 1,
    language: 'sh',
    code: 'echo hello',
    prints: /hello/,
    clientPrints: undefined,
    ...parts,
  })
  /** Shell blocks that print `hello` whatever they say, and clients that print nothing. */
  const stage: Stage = {
    url: '',
    shell: async () => 'hello\n',
    start: async () => ({ output: 'hello\n', errors: '' }),
    clear: async () => undefined,
  }

  it.each<[string, Partial<Block>, RegExp]>([
    ['it prints something else', { prints: /goodbye/ }, /goodbye/],
    ['nothing says what it prints', { prints: undefined }, /line 1 prints/],
    ['its language is unknown', { language: 'rust' }, /“rust”/],
    ['it has no language', { language: '' }, /“”/],
    ['no such script is there', { code: 'npm ci && npm run nothing' }, /npm run nothing/],
    ['a script is not all that it runs', { code: 'npm ci\nrm -rf x', prints: undefined }, /line 1 prints/],
  ])('%s', async (_why, parts, complaint) => {
    await expect(runBlocks([block({}), block(parts)], stage)).rejects.toThrow(complaint)
  })

  it('it is in a list, a quotation or between tildes', () => {
    const hidden = '- one\n  ```js\n  one()\n  ```\n> ```sh\n> two\n> ```\n~~~rust\nthree\n```\n~~~\n'
    expect(readBlocks(hidden).map(({ line, language }) => [line, language])).toEqual([
      [2, 'js'],
      [5, 'sh'],
      [8, 'rust'],
    ])
    expect(() => readBlocks('```js\none()\n')).toThrow('line 1')
  })
})
