import type { Message, MessagesAnswer, RoomEntry } from '@linsta/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimeline, type Timeline } from './timeline.ts'

/** A room's log as a server has it. */
function createLog() {
  const entries: RoomEntry[] = []
  const messages: Message[] = []
  const common = (seq: number) => ({ chatRoomId: 'room', seq, id: `e${seq}`, actorId: 'bob', at: '2026-01-01' })
  return {
    entries,
    messages,
    send(): void {
      const seq = entries.length + 1
      const about = { chatRoomId: 'room', senderId: 'bob', createdAt: '2026-01-01', deleted: false, readBy: [] }
      const message: Message = { ...about, _id: `e${seq}`, text: `text ${seq}`, replyTo: null, seq, updatedSeq: seq }
      messages.push(message)
      entries.push({ ...common(seq), kind: 'message', message })
    },
    delete(which: number): void {
      const index = messages.length === 0 ? 0 : which % messages.length
      const message = messages[index]
      if (message === undefined || message.deleted) return
      const seq = entries.length + 1
      const deleted = { ...message, deleted: true, text: '', updatedSeq: seq }
      messages[index] = deleted
      entries.push({ ...common(seq), kind: 'delete', message: deleted })
    },
    join(): void {
      entries.push({ ...common(entries.length + 1), kind: 'participant_added', userId: 'cid' })
    },
    page(place: { before?: number; after?: number; around?: number }, limit: number): MessagesAnswer {
      const below = (seq: number) => messages.filter((message) => message.seq < seq).length
      let from = Math.max(0, messages.length - limit)
      let to = messages.length
      if (place.before !== undefined) {
        to = below(place.before)
        from = Math.max(0, to - limit)
      } else if (place.after !== undefined) {
        from = below(place.after + 1)
        to = Math.min(to, from + limit)
      } else if (place.around !== undefined) {
        from = Math.max(0, Math.min(below(place.around), to - 1) - (limit >> 1))
        to = Math.min(to, from + limit)
      }
      const seq = entries.length
      return {
        messages: messages.slice(from, to),
        hasMoreBefore: from > 0,
        hasMoreAfter: to < messages.length,
        position: { seq, id: seq === 0 ? null : `e${seq}` },
      }
    },
    /** Entries since `seq` with the current state of what they name. */
    tail(seq: number, limit: number): RoomEntry[] {
      return entries.slice(seq, seq + limit).map((entry) => {
        if (!('message' in entry)) return entry
        return { ...entry, message: messages.find(({ _id }) => _id === entry.message._id) ?? entry.message }
      })
    },
  }
}

/** What can happen, with answers that are read at one moment and arrive at another. */
const happening = fc.record({
  does: fc.constantFrom(
    ...(['send', 'send', 'delete', 'join', 'live', 'live', 'older', 'newer', 'around', 'newest', 'changes'] as const),
    ...(['arrive', 'arrive', 'arrive', 'arriveLast'] as const),
  ),
  which: fc.nat(40),
})

function checkWindow(timeline: Timeline, log: ReturnType<typeof createLog>, seen: Map<string, number>): void {
  const { messages } = timeline
  const first = log.messages.findIndex(({ _id }) => _id === messages[0]?._id)
  const ids = messages.map(({ _id }) => _id)
  expect(ids, 'no hole').toEqual(log.messages.slice(first, first + ids.length).map(({ _id }) => _id))
  for (const { _id, updatedSeq, deleted } of messages) {
    expect(updatedSeq, 'no older state after a newer one').toBeGreaterThanOrEqual(seen.get(_id) ?? 0)
    seen.set(_id, updatedSeq)
    expect(deleted).toBe(updatedSeq > Number(_id.slice(1)))
  }
}

describe('a timeline', () => {
  it('[P4] shows what the log says, whatever arrives in whatever order', () => {
    fc.assert(
      fc.property(fc.array(happening, { size: 'max', maxLength: 80 }), (list) => {
        const log = createLog()
        const timeline = createTimeline()
        const seen = new Map<string, number>()
        const underWay: (() => void)[] = []
        for (let index = 0; index < 6; index += 1) log.send()
        timeline.start(log.page({}, 3))

        for (const { does, which } of list) {
          const { messages } = timeline
          const [oldest, newest] = [messages[0]?.seq ?? 1, messages.at(-1)?.seq ?? 0]
          const limit = 1 + (which % 4)
          if (does === 'send') log.send()
          else if (does === 'delete') log.delete(which)
          else if (does === 'join') log.join()
          else if (does === 'live') {
            const entry = log.entries[which % log.entries.length]
            if (entry) underWay.push(() => void timeline.offer(entry))
          } else if (does === 'older') {
            const page = log.page({ before: oldest }, limit)
            underWay.push(() => timeline.addOlder(oldest, page))
          } else if (does === 'newer') {
            const page = log.page({ after: newest }, limit)
            underWay.push(() => timeline.addNewer(newest, page))
          } else if (does === 'around' || does === 'newest') {
            const page = log.page(does === 'around' ? { around: which } : {}, limit)
            underWay.push(() => timeline.start(page))
          } else if (does === 'changes') {
            const tail = log.tail(timeline.position?.seq ?? 0, limit * 2)
            underWay.push(() => tail.forEach(timeline.offer))
          } else {
            const [arriving] =
              does === 'arrive' ? underWay.splice(which % (underWay.length || 1), 1) : underWay.splice(-1)
            arriving?.()
          }
          checkWindow(timeline, log, seen)
        }

        log.tail(timeline.position?.seq ?? 0, log.entries.length).forEach(timeline.offer)
        expect(timeline.isBehind).toBe(false)
        const { messages } = timeline
        const first = log.messages.findIndex(({ _id }) => _id === messages[0]?._id)
        expect(messages).toEqual(log.messages.slice(first, first + messages.length))
        expect(timeline.hasMoreBefore).toBe(first > 0)
        if (!timeline.hasMoreAfter) expect(messages.at(-1)).toEqual(log.messages.at(-1))
      }),
      { numRuns: 1_000 },
    )
  })

  it('holds what is ahead of a gap, and says how much is missing', () => {
    const log = createLog()
    log.send()
    const timeline = createTimeline()
    timeline.start(log.page({}, 10))
    for (let index = 0; index < 4; index += 1) log.send()
    const [, second, third, fourth] = log.entries
    if (!second || !third || !fourth) throw new Error('entries')
    timeline.offer(fourth)
    expect([timeline.messages.length, timeline.isBehind, timeline.lag]).toEqual([1, true, 3])
    timeline.offer(second)
    expect(timeline.messages.map(({ seq }) => seq)).toEqual([1, 2])
    timeline.offer(third)
    expect(timeline.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(timeline.isBehind).toBe(false)
  })

  it('a page read before a delete does not bring the text back', () => {
    const log = createLog()
    for (let index = 0; index < 4; index += 1) log.send()
    const timeline = createTimeline()
    timeline.start(log.page({}, 2))
    const page = log.page({ before: 3 }, 2)
    log.delete(0)
    log.entries.slice(4).forEach(timeline.offer)
    timeline.addOlder(3, page)
    expect(timeline.messages.map(({ text }) => text)).toEqual(['', 'text 2', 'text 3', 'text 4'])
  })

  it('goes back to where a late page was read, and knows what that page lacks', () => {
    const log = createLog()
    log.send()
    const timeline = createTimeline()
    timeline.start(log.page({}, 4))
    const late = log.page({}, 4)
    log.send()
    for (const entry of log.tail(1, 9)) timeline.offer(entry)
    timeline.start(late)
    expect([timeline.position?.seq, timeline.isBehind, timeline.lag]).toEqual([1, true, 1])
  })

  it('a page that reaches the end, but was read before the newest message, does not close the hole', () => {
    const log = createLog()
    for (let index = 0; index < 4; index += 1) log.send()
    const timeline = createTimeline()
    timeline.start(log.page({ around: 1 }, 2))
    const page = log.page({ after: 2 }, 2)
    log.send()
    for (const entry of log.tail(4, 9)) timeline.offer(entry)
    timeline.addNewer(2, page)
    expect(timeline.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(timeline.hasMoreAfter).toBe(true)
    timeline.addNewer(4, log.page({ after: 4 }, 2))
    expect(timeline.messages.at(-1)?.seq).toBe(5)
    expect(timeline.hasMoreAfter).toBe(false)
  })

  it('sees another log by another entry at its position', () => {
    const log = createLog()
    log.send()
    const timeline = createTimeline()
    timeline.start(log.page({}, 4))
    const [entry] = log.entries
    if (entry === undefined) throw new Error('an entry')
    expect(timeline.offer(entry)).toBe('taken')
    expect(timeline.offer({ ...entry, id: 'of another log' })).toBe('conflict')
  })

  it('after its link is gone knows nothing of what waited, and doubts what was ahead', () => {
    const log = createLog()
    for (let index = 0; index < 4; index += 1) log.send()
    const timeline = createTimeline()
    timeline.start({ ...log.page({}, 4), messages: log.messages.slice(0, 2), position: { seq: 2, id: 'e2' } })
    const [, , third, fourth] = log.entries
    if (third === undefined || fourth === undefined) throw new Error('entries')
    timeline.offer(fourth)
    expect(timeline.forgetAhead()).toBe(true)
    expect(timeline.isBehind).toBe(false)
    timeline.offer(third)
    expect(timeline.messages.map(({ seq }) => seq)).toEqual([1, 2, 3])
    log.delete(0)
    timeline.update(log.messages[0] as Message)
    expect(timeline.forgetAhead(), 'a state of an entry that did not come').toBe(false)
  })

  it('skips kinds it does not know and takes their position', () => {
    const log = createLog()
    log.send()
    const timeline = createTimeline()
    timeline.start(log.page({}, 2))
    timeline.offer({ ...log.entries[0], kind: 'room_renamed', seq: 2, id: 'e2' } as unknown as RoomEntry)
    expect(timeline.position).toEqual({ seq: 2, id: 'e2' })
    expect(timeline.messages).toHaveLength(1)
  })
})
