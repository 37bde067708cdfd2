import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export const readDocument = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** Every Markdown file of the repository, by its path from the root. */
export const documents = globSync(['*.md', 'docs/**/*.md', '{packages,apps,examples}/*/*.md', '{bench,e2e}/*.md'], {
  cwd: ROOT,
}).sort()
