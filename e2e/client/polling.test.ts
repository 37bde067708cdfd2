import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinstaClient } from '@linsta/client'
import { createLinsta } from '@linsta/server'
import { Person } from '@linsta/testkit'
import express from 'express'
import { expect, it } from 'vitest'
import { shows } from './until.ts'

it('works behind a proxy that lets no WebSocket through', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'linsta-polling-'))
  const linsta = await createLinsta({ limits: 'off', dataFolder })
  const server = createServer(express().use(linsta.router))
  linsta.attach(server)
  server.removeAllListeners('upgrade')
  let refused = 0
  server.on('upgrade', (_request, socket) => {
    refused += 1
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  const [ann, bob] = [await Person.register(url, 'Ann'), await Person.register(url, 'Bob')]
  const roomId = await ann.roomWith(bob)
  const clients = [ann, bob].map((person) => createLinstaClient({ url, getToken: async () => person.token }))
  try {
    const [a, b] = clients
    if (a === undefined || b === undefined) throw new Error('two clients')
    b.room(roomId).subscribe(() => {})
    await a.room(roomId).send('by and by')
    await shows(b, roomId, ['by and by'])
    expect(refused).toBeGreaterThanOrEqual(2)
  } finally {
    for (const client of clients) client.close()
    await linsta.close()
    server.closeAllConnections()
    server.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
})
