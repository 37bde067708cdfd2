import { gzipSync } from 'node:zlib'
import { type InputOptions, rolldown } from 'rolldown'

/*
 * How much a web app downloads for each package, beside what it also pays for elsewhere. Fails above the bound, and where
 * the schemas got in: they would be checked twice, by the server and for nothing.
 */

const REACT = [/^react(-dom)?($|\/)/]
const CLIENT = [/^@linsta\/client($|\/)/]

// Bytes, gzipped: what the README promises.
const BUNDLES: { name: string; entry: string; external: (string | RegExp)[]; gzippedMax: number }[] = [
  {
    name: '@linsta/client',
    entry: 'packages/client/src/createLinstaClient.ts',
    external: ['socket.io-client'],
    gzippedMax: 15_000,
  },
  {
    name: '@linsta/react/hooks',
    entry: 'packages/react/src/hooks/index.ts',
    external: [...CLIENT, ...REACT],
    gzippedMax: 5_000,
  },
  { name: '@linsta/react', entry: 'packages/react/src/index.ts', external: [...CLIENT, ...REACT], gzippedMax: 80_000 },
]

/** The code of a bundle as browsers get it, and the schemas in it. */
async function weigh(entry: string, external: (string | RegExp)[]): Promise<{ gzipped: number; schema?: string }> {
  const options: InputOptions = {
    input: entry,
    external,
    platform: 'browser',
    logLevel: 'warn',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    // Packages tell React's servers what is for browsers only; here all of it is.
    checks: { moduleLevelDirective: false },
  }
  await using bundle = await rolldown(options)
  const { output } = await bundle.generate({ format: 'es', minify: true })
  const chunks = output.flatMap((part) => (part.type === 'chunk' ? part : []))
  const gzipped = chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
  const schema = chunks.flatMap(({ moduleIds }) => moduleIds).find((id) => id.includes('/node_modules/zod/'))
  return { gzipped, ...(schema === undefined ? {} : { schema }) }
}

for (const { name, entry, external, gzippedMax } of BUNDLES) {
  const { gzipped, schema } = await weigh(entry, external)
  console.log(`${name}: ${gzipped} bytes gzipped, of ${gzippedMax}`)
  if (schema !== undefined) console.error(`zod is in it: ${schema}`)
  if (gzipped > gzippedMax || schema !== undefined) process.exitCode = 1
}
