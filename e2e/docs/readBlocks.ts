/** A fenced block of a Markdown text, with what the comments before it promise. */
export type Block = {
  /** Line of the opening fence, from 1. */
  line: number
  /** The first word after the fence; empty if there is none. */
  language: string
  code: string
  /** What the block prints. */
  prints: RegExp | undefined
  /** What the client that was started before it prints meanwhile. */
  clientPrints: RegExp | undefined
}

const PROMISE = /^\s*<!-- (the client )?prints: (.+) -->$/

/**
 * Every fenced block. What it is to print stands before it, in comments that readers of the page do not see:
 * `<!-- prints: Hello -->` and `<!-- the client prints: Hello -->`, each a regular expression.
 * @throws Error if a fence is not closed
 */
export function readBlocks(markdown: string): Block[] {
  const blocks: Block[] = []
  let open: (Block & { fence: string; lines: string[] }) | undefined
  let prints: RegExp | undefined
  let clientPrints: RegExp | undefined
  for (const [index, text] of markdown.split('\n').entries()) {
    const [, fence = '', language = ''] = /^[\s>]*(`{3,}|~{3,})\s*(\S*)/.exec(text) ?? []
    const [, ofClient, pattern] = PROMISE.exec(text) ?? []
    if (open !== undefined) {
      if (fence.startsWith(open.fence) && language === '') {
        const { fence: _fence, lines, ...block } = open
        blocks.push({ ...block, code: lines.join('\n') })
        open = undefined
      } else open.lines.push(text)
    } else if (fence !== '') {
      open = { line: index + 1, language, code: '', prints, clientPrints, fence, lines: [] }
      prints = undefined
      clientPrints = undefined
    } else if (pattern !== undefined) {
      if (ofClient === undefined) prints = new RegExp(pattern)
      else clientPrints = new RegExp(pattern)
    }
  }
  if (open !== undefined) throw new Error(`The fence of line ${open.line} is not closed`)
  return blocks
}
