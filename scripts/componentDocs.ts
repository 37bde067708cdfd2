import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const COMPONENT_DOCS = 'docs/react.md'

const KIT = '@linsta/react'

/** One component of the docs: its picture by its path from the docs' folder, and its snippet. */
export type ComponentDoc = { name: string; picture: string | undefined; snippet: string | undefined }

/** Every component of docs/react.md, which has a section for each. */
export function readComponentDocs(): ComponentDoc[] {
  const text = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '..', COMPONENT_DOCS), 'utf8')
  const sections = text.split(/^### /m).slice(1)
  return sections.map((section) => ({
    name: /^`(\w+)`/.exec(section)?.[1] ?? '',
    picture: /<img src="([^"]+)"/.exec(section)?.[1],
    snippet: readSnippets(section)[0],
  }))
}

/** The snippets of a Markdown text that are of React. */
export const readSnippets = (markdown: string): string[] =>
  [...markdown.matchAll(/^```tsx\n(.*?)^```$/gms)].map(([, code = '']) => code)

/**
 * A snippet as a module. It exports by default what it shows: the element at its end, or its first component, to be given
 * a `chatRoomId`. What it takes from the kit without saying so, as in docs that are all about it, is imported.
 */
export function toModule(snippet: string): string {
  const uses = snippet.matchAll(/<([A-Z]\w*)|\b((?:use|create)[A-Z]\w*)\(/g)
  const used = new Set([...uses].map(([, component, call]) => component ?? call))
  const imports = snippet.includes('import {') ? '' : `import { ${[...used].join(', ')} } from '${KIT}'\n`
  const [, component] = /^(?:export )?function (\w+)/m.exec(snippet) ?? []
  const exported = component === undefined ? snippet.replace(/^;?</m, 'export default <') : snippet
  return `${imports}${exported}${component === undefined ? '' : `\nexport default <${component} chatRoomId={chatRoomId} />\n`}`
}
