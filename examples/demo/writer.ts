import type { Connection } from '@linsta/testkit'
import { type Chat, call } from './evening.ts'

const UNDER_WAY = 6 // sends of one person that wait for no answer

/** What either of them brings. When the list is over they begin again: there is no such thing as enough. */
const PICNIC = {
  Mira: [
    'Pancakes',
    'Blueberries',
    'The blue blanket',
    'A kite',
    'Sun cream',
    'Honey',
    'My sister',
    'A thermos of tea',
  ],
  Jonas: ['Lemons', 'Towels', 'Matches', 'The small boat', 'Plums', 'A deck of cards', 'Bread', 'The good knife'],
} as const

/** Something written down, and the answer to it, if there is one yet. */
export type Send = {
  who: string
  clientMessageId: string
  text: string
  acked: { _id: string; seq: number } | undefined
}

/** Writes things down without waiting for answers, until the connection is gone. */
export function createWriter({ chatRoomId }: Chat, name: keyof typeof PICNIC, connection: Connection) {
  const { socket } = connection
  const sent: Send[] = []
  const listeners = new Set<() => void>()

  function writeNext(): void {
    if (!socket.connected) return
    const things = PICNIC[name]
    const round = Math.floor(sent.length / things.length)
    const more = ['', ', more of it', ', and more'][round] ?? `, ${round + 1} times`
    const clientMessageId = `${name}-${sent.length + 1}`
    const send: Send = {
      who: name,
      clientMessageId,
      text: `${things[sent.length % things.length]}${more}`,
      acked: undefined,
    }
    sent.push(send)
    socket.emit('send_message', { chatRoomId, text: send.text, clientMessageId }, (outcome: Outcome) => {
      if (!outcome.ok) return
      send.acked = outcome.message
      for (const listener of listeners) listener()
      writeNext()
    })
  }
  for (let lane = 0; lane < UNDER_WAY; lane += 1) writeNext()

  async function deliver({ clientMessageId, text }: Send): Promise<Send['acked']> {
    const { message } = await call(connection, 'send_message', { chatRoomId, clientMessageId, text })
    return message
  }

  return {
    name,
    sent,
    onAck: (listener: () => void) => listeners.add(listener),
    /** What has no answer, under the ids it had. */
    async sendAgain(): Promise<void> {
      const open = sent.filter(({ acked }) => acked === undefined)
      const answers = open.map(async (send) => {
        send.acked = await deliver(send)
      })
      await Promise.all(answers)
    },
    /** One that had its answer, as a client that lost it would. @returns the first answer and the new one */
    async repeatOne(): Promise<{ first: Send['acked']; again: Send['acked'] }> {
      const known = sent.find(({ acked }) => acked !== undefined)
      if (known === undefined) return { first: undefined, again: undefined }
      return { first: known.acked, again: await deliver(known) }
    },
  }
}

type Outcome = { ok: true; message: { _id: string; seq: number } } | { ok: false }
export type Writer = ReturnType<typeof createWriter>
