import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

/*
 * How much a web app downloads for @linsta/client, without socket.io-client, which it also pays for elsewhere. Fails
 * above the bound, and where the schemas got in: they would be checked twice, by the server and for nothing.
 */

const GZIPPED_MAX = 15_000 // bytes, what the README promises
const ENTRY = 'packages/client/src/createLinstaClient.ts'

const bundle = await rolldown({ input: ENTRY, external: ['socket.io-client'], platform: 'browser', logLevel: 'warn' })
const { output } = await bundle.generate({ format: 'es', minify: true })
const chunks = output.flatMap((part) => (part.type === 'chunk' ? part : []))
const gzipped = chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
const schemas = chunks.flatMap(({ moduleIds }) => moduleIds.filter((id) => id.includes('/node_modules/zod/')))

console.log(`@linsta/client: ${gzipped} bytes gzipped, of ${GZIPPED_MAX}`)
if (schemas.length > 0) console.error(`zod is in it: ${schemas[0]}`)
if (gzipped > GZIPPED_MAX || schemas.length > 0) process.exitCode = 1
