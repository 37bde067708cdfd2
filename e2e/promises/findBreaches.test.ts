import { describe, expect, it } from 'vitest'
import { findBreaches, type Sent } from './findBreaches.ts'
import type { StoredMessage } from './readHistory.ts'

const id = (seq: number) => seq.toString(16).padStart(24, '0')

/** Ann and Bob took turns; the last one of each was never acked, and Ann's was stored all the same. */
function anEvening() {
  const history: StoredMessage[] = []
  const sent: Sent[] = []
  for (let seq = 1; seq <= 6; seq += 1) {
    const senderId = seq % 2 === 1 ? 'ann' : 'bob'
    const text = `${senderId} ${seq}`
    const isStored = seq !== 6
    if (isStored) history.push({ _id: id(seq), seq, senderId, text, deleted: false })
    const acked = seq <= 4 ? { _id: id(seq), seq, text } : undefined
    sent.push({ chatRoomId: 'room', senderId, clientMessageId: text, text, acked })
  }
  return { history, sent, delivered: [history.slice(1, 5)] }
}

type Evening = ReturnType<typeof anEvening>
const message = (seq: number, text: string, senderId = 'ann'): StoredMessage => ({
  _id: id(seq),
  seq,
  senderId,
  text,
  deleted: false,
})

/** Every way a history can break a promise, and the sentence that tells it. */
const doctored: [string, (evening: Evening) => void, RegExp][] = [
  ['an acked message is gone', ({ history }) => history.splice(3, 1), /"bob 4" was acked \(seq 4\) and is not there/],
  ['the newest acked is gone', ({ history }) => history.splice(3), /"bob 4" was acked \(seq 4\) and is not there/],
  ['a gap', ({ history }) => history.splice(4, 1, message(6, 'ann 5')), /seq 6 stands where 5 belongs/],
  ['it does not start at 1', ({ history }) => history.shift(), /seq 2 stands where 1 belongs/],
  ['a message twice', ({ history }) => history.push(message(6, 'ann 5')), /"ann 5" is there twice: seq 5 and 6/],
  [
    'an id twice',
    ({ history }) => history.push({ ...message(6, 'bob 6', 'bob'), _id: id(5) }),
    /_id 0+5 is there twice/,
  ],
  [
    'another id than acked',
    ({ history }) => history.splice(0, 1, { ...message(1, 'ann 1'), _id: id(99) }),
    /"ann 1" was acked as 1 0+1 and is 1 0+63/,
  ],
  [
    'another position than acked',
    ({ history }) => history.splice(0, 2, message(1, 'bob 2', 'bob'), message(2, 'ann 1')),
    /"ann 1" was acked as 1 0+1 and is 2/,
  ],
  ['a text nobody sent', ({ history }) => history.push(message(6, 'boo')), /seq 6 holds "boo", which its sender never/],
  [
    'another sender',
    ({ history }) => history.splice(4, 1, message(5, 'ann 5', 'bob')),
    /seq 5 holds "ann 5", which its/,
  ],
  [
    'an ack of another text',
    ({ sent }) => sent.splice(4, 1, acked(sent[4], 5, 'boo')),
    /"ann 5" was acked with the text/,
  ],
  [
    "a sender's order turned round",
    ({ sent }) => sent.splice(0, 3, ...sent.slice(0, 3).reverse()),
    /"ann 1" came to stand before "ann 3"/,
  ],
  [
    "a hole in a sender's messages",
    ({ sent }) => sent.splice(4, 0, { ...acked(sent[4], 5, 'ann lost'), acked: undefined, text: 'ann lost' }),
    /"ann 5" is there, and "ann lost" before it is not/,
  ],
  [
    'a delivery that was not stored',
    ({ delivered }) => delivered.push([message(6, 'ann 6')]),
    /"ann 6" was delivered as 6/,
  ],
  ['a delivery left out', ({ delivered }) => delivered[0]?.splice(1, 1), /seq 4 was delivered right after 2/],
  [
    'a delivery twice',
    ({ delivered }) => delivered[0]?.splice(1, 0, message(2, 'bob 2')),
    /seq 2 was delivered right after 2/,
  ],
]

function acked(sent: Sent | undefined, seq: number, text: string): Sent {
  if (sent === undefined) throw new Error('nothing was sent')
  return { ...sent, acked: { _id: id(seq), seq, text } }
}

describe('what the crash tests compare by', () => {
  it('finds nothing in an evening that kept every promise', () => {
    expect(findBreaches(anEvening())).toEqual([])
  })

  it.each(doctored)('[P1] [P2] [P3] tells a doctored history: %s', (_what, doctor, sentence) => {
    const evening = anEvening()
    doctor(evening)
    expect(findBreaches(evening)).toContainEqual(expect.stringMatching(sentence))
  })
})
