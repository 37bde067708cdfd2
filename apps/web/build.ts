import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/*
 * `npm start` runs this first: it builds the web app if that was not done yet from just these sources. What counts is
 * what is in the files, not when they were written: a checkout touches them all.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SOURCES = ['apps/web', 'packages/react', 'packages/client', 'packages/protocol', 'package-lock.json']
const NO_SOURCE = /(^|[/\\])(dist|node_modules|test)([/\\]|$)|\.test\.tsx?$/
const STAMP = join(ROOT, 'apps/web/dist/.sources') // dot files are not served

/** One hash over the names and contents of everything that the build could read. */
async function hashSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const path of await listFiles(source)) hash.update(`${path}\0`).update(await readFile(join(ROOT, path)))
  }
  return hash.digest('hex')
}

async function listFiles(source: string): Promise<string[]> {
  if (source.endsWith('.json')) return [source]
  const entries = await readdir(join(ROOT, source), { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .filter((path) => !NO_SOURCE.test(path))
    .sort()
}

type Built = Awaited<ReturnType<typeof build>>

const toFiles = (built: Built): Set<string> =>
  new Set(
    (Array.isArray(built) ? built : [built]).flatMap((part) =>
      'output' in part ? part.output.map(({ fileName }) => fileName) : [],
    ),
  )

/**
 * What earlier builds left. Only now: at no moment is there no app, and two who build the same at once write the same.
 */
async function removeOlderAssets(files: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(join(ROOT, 'apps/web/dist/assets'))) {
    if (!files.has(`assets/${name}`)) await rm(join(ROOT, 'apps/web/dist/assets', name), { force: true })
  }
}

// Whoever starts this may develop or test: the app is built for people all the same.
process.env.NODE_ENV = 'production'

try {
  const sources = await hashSources()
  if ((await readFile(STAMP, 'utf8').catch(() => '')) !== sources) {
    console.log('\n  Building the web app, once …')
    const files = toFiles(await build({ configFile: join(ROOT, 'apps/web/vite.config.ts'), logLevel: 'warn' }))
    await writeFile(STAMP, sources)
    await removeOlderAssets(files)
  }
} catch (error) {
  // The server is of use without its app, and a folder that nobody may write to is no reason to be down.
  console.error('\n  The web app could not be built: the server starts without this version of it.\n', error)
}
