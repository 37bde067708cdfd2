import type { LinstaError } from '@linsta/protocol'
import type { SimulatedClient } from './simulatedClient.ts'

/** One message that somebody sent, and what became of it. */
export type Send = {
  client: SimulatedClient
  chatRoomId: string
  clientMessageId: string
  text: string
  state: 'pending' | 'acked' | 'failed' | 'discarded'
  /** Of the message, once it was acked. */
  id: string | undefined
  seq: number | undefined
  /** It was refused at least once, so that its place is no longer the one in which it was sent. */
  wasRefused: boolean
}

/** All that was sent in a run, in the order of sending. */
export type Sends = {
  readonly all: readonly Send[]
  send(
    client: SimulatedClient,
    message: { chatRoomId: string; text: string; replyTo: string | undefined },
  ): Promise<void>
  retry(send: Send): Promise<void>
  discard(send: Send): void
}

type Watch = <Result>(client: SimulatedClient, what: string, promise: Promise<Result>) => Promise<Result | undefined>

export function createSends({ watch }: { watch: Watch }): Sends {
  const all: Send[] = []

  async function follow(send: Send, what: string, promise: Promise<{ _id: string; seq: number }>): Promise<void> {
    promise.catch((error: LinstaError) => {
      // Of a client that was closed the device keeps it.
      if (send.client.isOver || error.code === 'unavailable') return
      send.state = 'failed'
      send.wasRefused = true
    })
    const message = await watch(send.client, what, promise)
    if (message === undefined) return
    send.state = 'acked'
    send.id = message._id
    send.seq = message.seq
  }

  return {
    all,
    send(client, { chatRoomId, text, replyTo }) {
      const room = client.room(chatRoomId)
      const promise = room.send(text, replyTo === undefined ? {} : { replyTo })
      const shown = room.getSnapshot().messages.find((one) => one.state !== 'sent' && one.text === text)
      const clientMessageId = shown !== undefined && shown.state !== 'sent' ? shown.clientMessageId : ''
      const common = { client, chatRoomId, clientMessageId, text, state: 'pending' as const }
      const send: Send = { ...common, id: undefined, seq: undefined, wasRefused: false }
      all.push(send)
      return follow(send, `send "${text}"`, promise)
    },
    retry(send) {
      send.state = 'pending'
      return follow(send, `retry "${send.text}"`, send.client.room(send.chatRoomId).retry(send.clientMessageId))
    },
    discard(send) {
      send.state = 'discarded'
      send.client.room(send.chatRoomId).discard(send.clientMessageId)
    },
  }
}
