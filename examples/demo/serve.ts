import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinsta } from '@linsta/server'
import express from 'express'
import { drawPicture } from './serve/drawPicture.ts'
import { keepCompany } from './serve/keepCompany.ts'
import { createStoryClock } from './serve/storyClock.ts'
import { tellStory } from './serve/tellStory.ts'

const BUILD = fileURLToPath(new URL('../../apps/web/build.ts', import.meta.url))
const PORT = Number(process.env.PORT ?? 5_000)

spawnSync(process.execPath, [BUILD], { stdio: 'inherit' })

const dataFolder = await mkdtemp(join(tmpdir(), 'linsta-world-'))
const clock = createStoryClock()
const linsta = await createLinsta({ dataFolder, clock, limits: 'off' })
const app = express().disable('x-powered-by')
app.get('/pictures/:name.svg', (request, response) => {
  // Nothing in it runs, whoever opens it by its address.
  response.set({
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    'Cache-Control': 'max-age=86400',
  })
  response.type('image/svg+xml').send(drawPicture(request.params.name))
})
const server = createServer(app.use(linsta.router))
linsta.attach(server)
server.listen(PORT, '127.0.0.1')
await once(server, 'listening').catch((error: Error) => leave(1, `The world has no place: ${error.message}`))
const address = server.address()
const port = typeof address === 'object' && address !== null ? address.port : PORT

const cast = await tellStory(`http://127.0.0.1:${port}`, clock)
const company = await keepCompany(cast)

// Two names of one place: to a browser they are two sites, so each window keeps its own sign-in.
console.log(`
  A little world is running, and nobody else can see it.

  Open both, in two windows beside each other:

  ${cast.mira.name.padEnd(16)}http://localhost:${port}/#token=${cast.mira.token}

  ${cast.jonas.name.padEnd(16)}http://127.0.0.1:${port}/#token=${cast.jonas.token}

  Try       write to each other, like a post, say that you come to an event
  Others    answer in their rooms when you write there
  Stop      Ctrl+C: the world is gone then
`)

async function leave(exitCode: number, complaint?: string): Promise<never> {
  if (complaint !== undefined)
    console.error(`\n  ${complaint}\n  PORT=5050 npm run demo -- --serve takes another one.\n`)
  company?.leave()
  await linsta.close()
  server.closeAllConnections()
  server.close()
  await rm(dataFolder, { recursive: true, force: true })
  process.exit(exitCode)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(0))
