import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLinsta } from '@linsta/server'
import express from 'express'
import { createBoard } from './board.ts'

const { app: board, events, whoIs, findMembers } = createBoard()

const dataFolder = process.env.LINSTA_DATA ?? '.linsta'
const linsta = await createLinsta({ dataFolder, authenticate: whoIs, getUsers: findMembers })
const server = createServer(express().disable('x-powered-by').use(linsta.router, board))
linsta.attach(server)
events.on('replied', ({ id, authorId, replies }, { name }) => {
  const about = { type: 'REPLY', message: `${name} replied to you`, referenceId: id }
  void linsta.notify({ userIds: [authorId], ...about, dedupeKey: `${id}/${replies.length}` })
})

server.listen(Number(process.env.PORT ?? 3_000), '127.0.0.1', () => {
  console.log(`The board is at http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await linsta.close()
    server.close()
    server.closeAllConnections()
  })
}
