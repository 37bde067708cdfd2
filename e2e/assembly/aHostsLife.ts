import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { createServer, Server } from 'node:http'
import express from 'express'

/*
 * A host app in a process of its own, to be forked with the data folder as its argument. It builds Linsta and says
 * where it listens; told to close, it closes Linsta and itself, reports, and ends because nothing is left to do.
 */

export type HostsReport = {
  /** What was added, removed or replaced: names of globals and of what hangs on them. */
  changedGlobals: string[]
  /** Events of the process that got listeners. */
  newProcessListeners: string[]
  before: Leftovers
  whileRunning: Leftovers
  afterClose: Leftovers
}
type Leftovers = { workers: number; filesOfFolder: string[]; resources: string[] }

/** What a library that patches its surroundings would patch. */
const surroundings: Record<string, object> = {
  globalThis,
  console,
  process,
  Server: Server.prototype,
  Object: Object.prototype,
  Array: Array.prototype,
  String: String.prototype,
  Promise: Promise.prototype,
  Error,
  Math,
  JSON,
  Date,
  env: process.env,
}

function takeStock(): Map<string, unknown> {
  const stock = new Map<string, unknown>()
  for (const [name, thing] of Object.entries(surroundings)) {
    for (const key of Reflect.ownKeys(thing)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(thing, key)
      // Without calling getters: some of Node's own replace themselves when they are read.
      const isPlain = descriptor !== undefined && 'value' in descriptor
      const isCallable = isPlain && typeof descriptor.value === 'function'
      stock.set(`${name}.${String(key)}`, isCallable ? descriptor.value : 'there')
    }
  }
  return stock
}

const listenersOfProcess = () =>
  process.eventNames().flatMap((name) => process.listeners(name as NodeJS.Signals).map(() => String(name)))

function leftovers(folder: string): Leftovers {
  const filesOfFolder = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${descriptor}`)
      return file.startsWith(folder) ? [file.slice(folder.length + 1)] : []
    } catch {
      return [] // the one that listed the folder
    }
  })
  const report = process.report.getReport() as unknown as { workers: unknown[] }
  return {
    workers: report.workers.length,
    filesOfFolder: [...new Set(filesOfFolder)].sort(),
    resources: process.getActiveResourcesInfo().sort(),
  }
}

const [, , folder = ''] = process.argv
// Node opens these when they are first asked for, which is no doing of Linsta's.
void [process.stdout, process.stderr]
const before = leftovers(folder)
const stock = takeStock()
const listeners = listenersOfProcess()

const { createLinsta } = await import('@linsta/server')
const linsta = await createLinsta({ dataFolder: folder })
const server = createServer(express().use(linsta.router))
linsta.attach(server)

const after = takeStock()
const changedGlobals = [...new Set([...stock.keys(), ...after.keys()])].filter(
  (name) => stock.get(name) !== after.get(name),
)
const newProcessListeners = listenersOfProcess()
for (const name of listeners) newProcessListeners.splice(newProcessListeners.indexOf(name), 1)

server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('no port')
process.send?.(`http://127.0.0.1:${address.port}`)
await once(process, 'message')

const whileRunning = leftovers(folder)
await linsta.close()
// The server is the host's: it listens on until the host closes it.
const serverClosed = once(server, 'close')
server.close()
server.closeAllConnections()
await serverClosed
// Handles that were just closed are gone when the loop has gone round: at the end of this turn at the soonest.
for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve))
const afterClose = leftovers(folder)

const report: HostsReport = { changedGlobals, newProcessListeners, before, whileRunning, afterClose }
process.send?.(report, () => process.disconnect?.())
