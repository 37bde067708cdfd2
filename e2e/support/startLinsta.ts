import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinsta, type LinstaOptions } from '@linsta/server'
import express from 'express'

export type RunningLinsta = {
  url: string
  /** Ends Linsta and its HTTP server, then removes the data folder. */
  close(): Promise<void>
}

/**
 * Linsta in this process, inside an Express app as a host would have it, on a free loopback port and a temporary
 * folder. The limits per user and address are off unless they are asked for: one address plays everybody here.
 */
export async function startLinsta(options: Partial<Omit<LinstaOptions, 'dataFolder'>> = {}): Promise<RunningLinsta> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'linsta-e2e-'))
  const linsta = await createLinsta({ limits: 'off', ...options, dataFolder })
  const server = createServer(express().disable('x-powered-by').use(linsta.router))
  linsta.attach(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      await linsta.close()
      server.closeAllConnections()
      server.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
