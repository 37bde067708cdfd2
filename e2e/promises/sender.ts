import type { Connection, Person } from '@linsta/testkit'
import type { Dice } from './dice.ts'
import type { Sent } from './findBreaches.ts'
import type { StoredMessage } from './readHistory.ts'

const UNDER_WAY = 8 // unacked sends of one connection at once
const FILLER_MAX = 200 // characters, so that messages are of many sizes

/**
 * Somebody who writes in all their rooms without pause, as an outbox does: what is not acked is sent again, in order
 * and under the same `clientMessageId`, before anything new.
 */
export type Sender = {
  readonly person: Person
  /** Everything ever sent, in the order of sending. */
  readonly sent: Sent[]
  /** What was refused: nothing should be. */
  readonly refusals: unknown[]
  /** How many sends were not acked yet. */
  readonly unacked: number
  /** Connects, joins every room and goes on until the connection is gone. */
  play(): Promise<void>
  /** Sends what is unacked again, and nothing new; resolves when all is acked. */
  finish(): Promise<void>
  /** Resolves when the connection of `play` is gone, and everything that reached this process was counted. */
  gone(): Promise<void>
  /** What the current connection received of a room, in the order of arrival. */
  received(chatRoomId: string): StoredMessage[]
  onAck(listener: () => void): void
}

export function createSender(person: Person, rooms: readonly string[], dice: Dice): Sender {
  const sent: Sent[] = []
  const refusals: unknown[] = []
  let connection: Connection | undefined
  let gone: Promise<void> = Promise.resolve()
  let whenAcked = () => {}

  const unackedSends = () => sent.filter(({ acked }) => acked === undefined)

  function makeSend(): Sent {
    const clientMessageId = `${person.name} ${sent.length + 1}`
    const text = `${clientMessageId} ${'~'.repeat(dice.below(FILLER_MAX))}.`
    return { chatRoomId: dice.pick(rooms), senderId: person.id, clientMessageId, text, acked: undefined }
  }

  function emit(send: Sent, whenAnswered: () => void): void {
    const { chatRoomId, clientMessageId, text } = send
    connection?.socket.emit('send_message', { chatRoomId, clientMessageId, text }, (outcome: Outcome) => {
      if (outcome.ok) send.acked = outcome.message
      else refusals.push(outcome.error)
      whenAnswered()
      whenAcked()
    })
  }

  async function connect(): Promise<Connection> {
    const opened = await person.connect()
    connection = opened
    gone = new Promise((resolve) => opened.socket.once('disconnect', () => resolve()))
    for (const chatRoomId of rooms) opened.emit('join_room', { chatRoomId })
    return opened
  }

  return {
    person,
    sent,
    refusals,
    get unacked() {
      return unackedSends().length
    },

    async play() {
      const { socket } = await connect()
      const goOn = () => {
        if (!socket.connected) return
        const send = makeSend()
        sent.push(send)
        emit(send, goOn)
      }
      const again = unackedSends()
      for (const send of again) emit(send, goOn)
      for (let lane = again.length; lane < UNDER_WAY; lane += 1) goOn()
    },

    async finish() {
      await connect()
      await Promise.all(unackedSends().map((send) => new Promise<void>((resolve) => emit(send, resolve))))
      person.leave()
    },

    gone: () => gone,
    received: (chatRoomId) =>
      (connection?.all('receive_message') ?? []).filter((message) => message.chatRoomId === chatRoomId),
    onAck(listener) {
      whenAcked = listener
    },
  }
}

type Outcome = { ok: true; message: StoredMessage } | { ok: false; error: unknown }
