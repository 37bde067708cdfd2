import { expect } from 'vitest'
import { readDocument } from './documents.ts'
import type { Block } from './readBlocks.ts'
import type { Program, Stage } from './stage.ts'

const PATIENCE = { timeout: 10_000, interval: 25 } // milliseconds; a program prints within a fraction of a second

/**
 * Runs the blocks of one document from top to bottom: shell commands to their end, programs on and on, since a later
 * block may make them print. Each must print what is promised, and a block that promises nothing fails, unless it runs
 * the scripts of package.json, which have tests of their own.
 */
export async function runBlocks(blocks: readonly Block[], stage: Stage): Promise<void> {
  let client: Program | undefined
  for (const block of blocks) {
    const where = `the block of line ${block.line}`
    if (block.language === 'sh' && isOfScripts(block.code)) {
      expectScripts(block.code)
      continue
    }
    if (block.language === 'tsx') continue // packages/react/test/snippets.test.tsx renders those of every document
    if (block.prints === undefined) throw new Error(`Nothing says what ${where} prints`)
    if (block.language === 'sh') expect(await stage.shell(block.code), where).toMatch(block.prints)
    else if (block.language === 'js') {
      const program = await stage.start(block.code)
      await expect.poll(() => program.output + program.errors, { ...PATIENCE, message: where }).toMatch(block.prints)
      client = program
    } else throw new Error(`Nobody knows how to run ${where}: its language is “${block.language}”, not sh or js`)
    if (block.clientPrints !== undefined) {
      const message = `the client, after ${where}`
      await expect.poll(() => client?.output ?? 'there is none', { ...PATIENCE, message }).toMatch(block.clientPrints)
    }
  }
}

const withoutRemarks = (code: string): string => code.replaceAll(/(^|\s)#.*$/gm, '').trim()

const isOfScripts = (code: string): boolean => /^(npm [^\n]+\s*)+$/.test(withoutRemarks(code))

/** Every command is one of npm's own or a script that there is, whose files are there. */
function expectScripts(code: string): void {
  const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> }
  for (const command of withoutRemarks(code).split(/\s*(?:&&|\n)\s*/)) {
    if (command === 'npm ci') continue
    const [, name = ''] = /^npm (?:run )?([\w:-]+)(?: -- .+)?$/.exec(command) ?? []
    const script = scripts[name]
    if (script === undefined) throw new Error(`package.json has no script for “${command}”`)
    for (const [file] of script.matchAll(/\S+\.(ts|cjs|mjs)\b/g)) readDocument(file)
  }
}
