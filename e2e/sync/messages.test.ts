import type { Message, SocketAnswer } from '@linsta/protocol'
import type { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, WAYS } from './caller.ts'
import { NO_SUCH_ID, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

const seqsOf = ({ messages }: SocketAnswer<'get_messages'>) => messages.map(({ seq }) => seq)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('get_messages', () => {
  let ann: Person
  let bob: Person
  let chatRoomId: string
  let deleted: Message
  // Messages at 1 to 120, and at 121 the deletion of the one at 60.
  beforeAll(async () => {
    ;[ann, bob] = world.people('ann', 'bob')
    chatRoomId = await ann.roomWith(bob)
    for (const seq of range(1, 120)) {
      const message = await world.send(seq % 2 === 0 ? ann : bob, chatRoomId, `text ${seq}`)
      if (seq === 60) deleted = message
    }
    await ann.delete(`/api/chat/messages/${deleted._id}`)
  })

  describe.each(WAYS)('over %s', (way) => {
    const page = async (place: object) => (await world.open(way, bob)).call('get_messages', { chatRoomId, ...place })

    it.each<[string, object, [seqs: number[], hasMoreBefore: boolean, hasMoreAfter: boolean]]>([
      ['the newest 50', {}, [range(71, 120), true, false]],
      ['the newest 10', { limit: 10 }, [range(111, 120), true, false]],
      ['all', { limit: 9_999 }, [range(1, 120), false, false]],
      ['before the first', { before: 1 }, [[], false, true]],
      ['before one', { before: 100, limit: 5 }, [range(95, 99), true, true]],
      ['before one, to the very first', { before: 6, limit: 5 }, [range(1, 5), false, true]],
      ['before what is not there yet', { before: 5_000, limit: 5 }, [range(116, 120), true, false]],
      ['before the deletion, which is no message', { before: 121, limit: 3 }, [range(118, 120), true, false]],
      ['after one', { after: 10, limit: 5 }, [range(11, 15), true, true]],
      ['after the start', { after: 0, limit: 5 }, [range(1, 5), false, true]],
      ['after one, to the very last', { after: 115, limit: 5 }, [range(116, 120), true, false]],
      ['after the last', { after: 120 }, [[], true, false]],
      ['after what is not there yet', { after: 5_000 }, [[], true, false]],
      ['around one', { around: 50, limit: 10 }, [range(46, 55), true, true]],
      ['around one, of an odd number', { around: 50, limit: 5 }, [range(48, 52), true, true]],
      ['around the first', { around: 1, limit: 5 }, [range(1, 5), false, true]],
      ['around the last', { around: 120, limit: 5 }, [range(118, 120), true, false]],
      ['before a great number', { before: 2 ** 49, limit: 2 }, [[119, 120], true, false]],
      ['after a great number', { after: 2 ** 49, limit: 2 }, [[], true, false]],
      ['around a great number', { around: 2 ** 49, limit: 2 }, [[120], true, false]],
    ])('reads %s', async (_, place, [seqs, hasMoreBefore, hasMoreAfter]) => {
      const answer = await page(place)
      expect(seqsOf(answer)).toEqual(seqs)
      expect(answer).toMatchObject({ hasMoreBefore, hasMoreAfter, position: { seq: 121 } })
      for (const { seq, text } of answer.messages) expect(text).toBe(seq === 60 ? '' : `text ${seq}`)
    })

    it('pages from the newest to the first and back, each message once', async () => {
      const backwards: number[] = []
      for (let before: number | undefined; ; before = backwards[0]) {
        const answer = await page({ ...(before === undefined ? {} : { before }), limit: 17 })
        backwards.unshift(...seqsOf(answer))
        if (!answer.hasMoreBefore) break
      }
      expect(backwards).toEqual(range(1, 120))
      const forwards: number[] = []
      for (let after = 0; ; after = forwards.at(-1) ?? 0) {
        const answer = await page({ after, limit: 17 })
        forwards.push(...seqsOf(answer))
        if (!answer.hasMoreAfter) break
      }
      expect(forwards).toEqual(range(1, 120))
    })

    it('shows a deleted message in its place, without its text', async () => {
      const { messages } = await page({ around: 60, limit: 1 })
      expect(messages).toEqual([{ ...deleted, text: '', deleted: true, updatedSeq: 121, readBy: expect.any(Array) }])
    })

    it.each([
      ['two places', { before: 5, after: 2 }],
      ['three places', { before: 5, after: 2, around: 3 }],
      ['a place below 0', { before: -1 }],
      ['a place that is no number', { around: 'newest' }],
      ['a limit of 0', { limit: 0 }],
    ])('refuses %s', async (_, place) => {
      const caller = await world.open(way, bob)
      expect(await caller.refusal('get_messages', { chatRoomId, ...place })).toMatchObject({ code: 'invalid_request' })
    })

    it('[P5] tells strangers of no room', async () => {
      const caller = await world.open(way, world.person('stranger'))
      const problems = [chatRoomId, NO_SUCH_ID].map((id) => caller.refusal('get_messages', { chatRoomId: id }))
      const [theirs, none] = await Promise.all(problems)
      expect(theirs).toEqual(none)
      expect(none?.code).toBe('room_not_found')
    })
  })
})

describe.each(WAYS)('a message over %s', (way) => {
  const twoPeople = async (): Promise<{ ann: Person; bob: Person; hers: Caller; his: Caller; chatRoomId: string }> => {
    const [ann, bob] = world.people('ann', 'bob')
    const chatRoomId = await ann.roomWith(bob)
    return { ann, bob, hers: await world.open(way, ann), his: await world.open(way, bob), chatRoomId }
  }

  it('[P2] is one, however often its clientMessageId comes, also after it was deleted', async () => {
    const { hers, his, chatRoomId } = await twoPeople()
    const send = { chatRoomId, text: 'once', clientMessageId: 'the first' }
    const { message } = await hers.call('send_message', send)
    expect(message).toMatchObject({ clientMessageId: 'the first', seq: 1 })
    expect(await hers.call('send_message', send)).toEqual({ message })
    expect(await hers.refusal('send_message', { ...send, text: 'twice' })).toMatchObject({ code: 'conflict' })
    expect((await his.call('send_message', send)).message.seq).toBe(2) // another sender's id is another one
    await hers.call('delete_message', { messageId: message._id })
    expect((await hers.call('send_message', send)).message).toMatchObject({ _id: message._id, deleted: true, text: '' })
    expect(await hers.refusal('send_message', { ...send, text: 'twice' })).toMatchObject({ code: 'conflict' })
    expect(seqsOf(await his.call('get_messages', { chatRoomId }))).toEqual([1, 2])
  })

  it('is deleted by its sender alone, once, and the log says so', async () => {
    const { ann, hers, his, chatRoomId } = await twoPeople()
    const message = await world.send(ann, chatRoomId, 'a slip')
    expect(await his.refusal('delete_message', { messageId: message._id })).toMatchObject({ code: 'not_your_message' })
    const { message: gone } = await hers.call('delete_message', { messageId: message._id })
    expect(gone).toMatchObject({ _id: message._id, seq: 1, text: '', deleted: true, updatedSeq: 2 })
    expect((await hers.call('delete_message', { messageId: message._id })).message).toEqual(gone)
    expect(await his.call('get_messages', { chatRoomId })).toMatchObject({ messages: [gone], position: { seq: 2 } })
  })

  it('[P5] is unknown to strangers', async () => {
    const { ann, chatRoomId } = await twoPeople()
    const message = await world.send(ann, chatRoomId, 'between us')
    const stranger = await world.open(way, world.person('stranger'))
    const theirs = await stranger.refusal('delete_message', { messageId: message._id })
    expect(theirs).toEqual(await stranger.refusal('delete_message', { messageId: NO_SUCH_ID }))
    expect(theirs.code).toBe('message_not_found')
    expect(await stranger.refusal('delete_message', { messageId: 'x' })).toMatchObject({ code: 'invalid_request' })
  })
})
