#!/usr/bin/env node
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { resolve } from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { readConfig } from './config.ts'
import { createLinsta } from './createLinsta.ts'

const CLOSE_SPREAD_MS = 2_000 // connections are closed over this long, so that not all come back at once
const ENDING_MAX_MS = 5_000 // what requests and connections are given to end after that; some clients never do

try {
  await start()
} catch (error) {
  console.error(`\nLinsta did not start. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function start(): Promise<void> {
  const config = readConfig(process.env)
  const dataFolder = resolve(config.LINSTA_DATA)
  const logger = pino({ name: 'linsta', level: config.LOG_LEVEL })
  const linsta = await createLinsta({
    dataFolder,
    ...(config.MONGODB_URL === undefined ? {} : { mongodbUrl: config.MONGODB_URL }),
    ...(config.JWT_SECRET === undefined ? {} : { jwtSecret: config.JWT_SECRET }),
    tokenTtlMs: config.TOKEN_TTL,
    origins: config.FRONTEND_URL,
    isProduction: config.NODE_ENV === 'production',
    limits: config.LINSTA_LIMITS,
    logger,
    onFatal(error) {
      logger.fatal({ err: error }, 'the database is in doubt: ending at once')
      process.exit(1)
    },
  })

  const app = express().disable('x-powered-by').use(linsta.router)
  const server = createServer(app)
  linsta.attach(server)
  const connections = new Set<Socket>()
  // One function for all: listeners are called on their connection.
  function forget(this: Socket): void {
    connections.delete(this)
  }
  server.on('connection', (connection) => {
    connections.add(connection)
    connection.on('close', forget)
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen({ port: config.PORT, ...(config.HOST === undefined ? {} : { host: config.HOST }) }, done)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.PORT
  console.log(`
  Linsta is running.

  Open     http://localhost:${port}
  Data     ${linsta.storedIn}
  Next     open it and make an account; http://localhost:${port}/start is for developers
  Stop     Ctrl+C
`)

  let isStopping = false
  const stop = async (): Promise<void> => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => {
      for (const connection of connections) connection.destroy()
    }, CLOSE_SPREAD_MS + ENDING_MAX_MS)
    // Until then readiness says that nobody should come any more; afterwards nobody can.
    setTimeout(() => server.close(), CLOSE_SPREAD_MS)
    await linsta.close({ spreadMs: CLOSE_SPREAD_MS })
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
