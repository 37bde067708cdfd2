import { createServer } from 'node:http'
import { Server } from 'socket.io'

/**
 * B0: what the same chat costs without accounts, rules or storage. A process of its own, on the same Socket.IO with the
 * same settings as Linsta; its messages have the shape and size of Linsta's. Prints its url once it listens.
 */
const httpServer = createServer()
const server = new Server(httpServer, {
  serveClient: false,
  perMessageDeflate: false,
  maxHttpBufferSize: 64 * 1024,
  connectTimeout: 5_000,
  pingInterval: 10_000,
  pingTimeout: 8_000,
})

type Send = { chatRoomId: string; text: string }

const lastSeqs = new Map<string, number>()
const idPrefix = Math.floor(Date.now() / 1000)
  .toString(16)
  .padEnd(16, '0')
let messages = 0

server.on('connection', (socket) => {
  const senderId: string = socket.handshake.auth.userId
  socket.on('join_room', ({ chatRoomId }: { chatRoomId: string }, ack?: (outcome: object) => void) => {
    void socket.join(chatRoomId)
    ack?.({ ok: true })
  })
  socket.on('send_message', ({ chatRoomId, text }: Send, ack?: (outcome: object) => void) => {
    const seq = (lastSeqs.get(chatRoomId) ?? 0) + 1
    lastSeqs.set(chatRoomId, seq)
    messages += 1
    const message = {
      _id: idPrefix + messages.toString(16).padStart(8, '0'),
      chatRoomId,
      senderId,
      text,
      createdAt: new Date().toISOString(),
      deleted: false,
      readBy: [senderId],
      replyTo: null,
      seq,
    }
    ack?.({ ok: true, message })
    server.to(chatRoomId).emit('receive_message', message)
  })
})

httpServer.listen({ port: Number(process.env.PORT ?? 0), host: process.env.HOST ?? '127.0.0.1' }, () => {
  const address = httpServer.address()
  if (address !== null && typeof address === 'object')
    console.log(`The relay is running: http://localhost:${address.port}`)
})
