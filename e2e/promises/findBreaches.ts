import type { StoredMessage } from './readHistory.ts'

/** A message that somebody sent, and what its sender was told. */
export type Sent = {
  chatRoomId: string
  senderId: string
  clientMessageId: string
  /** No other message has the same. */
  text: string
  /** The acknowledgement's message; undefined while there is none. */
  acked: { _id: string; seq: number; text: string } | undefined
}

const TOLD = 10 // breaches; the first ones say what the rest would

/**
 * What a room's history breaks of what its people were told, as sentences. Nothing is broken if it is empty.
 * @param play.sent everything sent to the room, each sender's in the order of sending
 * @param play.delivered what live connections received, each one's in the order of arrival
 */
export function findBreaches(play: {
  history: readonly StoredMessage[]
  sent: readonly Sent[]
  delivered?: readonly (readonly StoredMessage[])[]
}): string[] {
  const { history, sent, delivered = [] } = play
  const breaches = [...findGaps(history), ...findDoubles(history), ...findStrayMessages(history, sent)]
  breaches.push(...findLostAcks(history, sent), ...findBrokenOrder(history, sent))
  for (const received of delivered) breaches.push(...findFalseDeliveries(history, received))
  if (breaches.length <= TOLD) return breaches
  return [...breaches.slice(0, TOLD), `… and ${breaches.length - TOLD} more`]
}

/** P3: positions 1, 2, 3, … */
function findGaps(history: readonly StoredMessage[]): string[] {
  const index = history.findIndex(({ seq }, before) => seq !== before + 1)
  return index === -1 ? [] : [`seq ${history[index]?.seq} stands where ${index + 1} belongs`]
}

/** P2: one message, however often it was sent. */
function findDoubles(history: readonly StoredMessage[]): string[] {
  const breaches: string[] = []
  const ids = new Set<string>()
  const seqByText = new Map<string, number>()
  for (const { _id, seq, text } of history) {
    if (ids.has(_id)) breaches.push(`_id ${_id} is there twice`)
    const earlier = seqByText.get(text)
    if (earlier !== undefined) breaches.push(`${name(text)} is there twice: seq ${earlier} and ${seq}`)
    ids.add(_id)
    seqByText.set(text, seq)
  }
  return breaches
}

function findStrayMessages(history: readonly StoredMessage[], sent: readonly Sent[]): string[] {
  const senderByText = new Map(sent.map(({ text, senderId }) => [text, senderId]))
  return history
    .filter(({ text, senderId }) => senderByText.get(text) !== senderId)
    .map(({ seq, text }) => `seq ${seq} holds ${name(text)}, which its sender never sent here`)
}

/** P1: what was acked is there, as it was acked. */
function findLostAcks(history: readonly StoredMessage[], sent: readonly Sent[]): string[] {
  const byText = new Map(history.map((message) => [message.text, message]))
  const breaches: string[] = []
  for (const { text, acked } of sent) {
    if (acked === undefined) continue
    const stored = byText.get(text)
    if (acked.text !== text) breaches.push(`${name(text)} was acked with the text ${name(acked.text)}`)
    if (stored === undefined) breaches.push(`${name(text)} was acked (seq ${acked.seq}) and is not there`)
    else if (stored.seq !== acked.seq || stored._id !== acked._id) {
      breaches.push(`${name(text)} was acked as ${acked.seq} ${acked._id} and is ${stored.seq} ${stored._id}`)
    }
  }
  return breaches
}

/** P3: a sender's messages stand in the order of sending, and none is left out before one that is there. */
function findBrokenOrder(history: readonly StoredMessage[], sent: readonly Sent[]): string[] {
  const seqByText = new Map(history.map(({ text, seq }) => [text, seq]))
  const last = new Map<string, { seq: number | undefined; text: string }>()
  const breaches: string[] = []
  for (const { senderId, text } of sent) {
    const seq = seqByText.get(text)
    const before = last.get(senderId)
    if (before !== undefined && seq !== undefined) {
      if (before.seq === undefined) breaches.push(`${name(text)} is there, and ${name(before.text)} before it is not`)
      else if (before.seq > seq) breaches.push(`${name(text)} came to stand before ${name(before.text)}`)
    }
    last.set(senderId, { seq, text })
  }
  return breaches
}

/** P1, P3: what a connection received is stored as it was received, and came in the room's order, each at most once. */
function findFalseDeliveries(history: readonly StoredMessage[], received: readonly StoredMessage[]): string[] {
  const bySeq = new Map(history.map((message) => [message.seq, message]))
  const breaches: string[] = []
  for (const [index, { _id, seq, text }] of received.entries()) {
    const stored = bySeq.get(seq)
    if (stored?._id !== _id || stored.text !== text)
      breaches.push(`${name(text)} was delivered as ${seq}, not stored so`)
    const before = received[index - 1]
    if (before !== undefined && before.seq + 1 !== seq)
      breaches.push(`seq ${seq} was delivered right after ${before.seq}`)
  }
  return breaches
}

const name = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
