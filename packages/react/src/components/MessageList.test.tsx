// @vitest-environment happy-dom
import type { RoomSnapshot } from '@linsta/client'
import { LinstaError } from '@linsta/client'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeClient, ROOM, roomSnapshot, sent } from '../../test/fakeClient.ts'
import { LinstaProvider } from '../provider/LinstaProvider.tsx'
import { MessageList, type MessageListProps } from './MessageList.tsx'

let fake: ReturnType<typeof createFakeClient>
let hasFocus: boolean

beforeEach(() => {
  vi.useFakeTimers()
  fake = createFakeClient()
  hasFocus = true
  vi.spyOn(document, 'hasFocus').mockImplementation(() => hasFocus)
  // There is no layout here: without a height the list would show nothing.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

async function renderList(snapshot: RoomSnapshot, props: Partial<MessageListProps> = {}): Promise<void> {
  fake.room.set(snapshot)
  render(
    <LinstaProvider client={fake.client}>
      <MessageList chatRoomId={ROOM} {...props} />
    </LinstaProvider>,
  )
  await pass(1_000)
}

function room(change: { unread?: number; lastReadSeq?: number; seq?: number } & Partial<RoomSnapshot>): RoomSnapshot {
  const { unread = 0, lastReadSeq = 0, seq = 0, ...rest } = change
  const { head } = roomSnapshot()
  if (head === null) throw new Error('no head')
  const receipts = [{ chatRoomId: ROOM, userId: 'ann', lastReadSeq, lastDeliveredSeq: 0 }]
  return roomSnapshot({ head: { ...head, unread, receipts, position: { seq, id: 'x' } }, ...rest })
}

const timeline = { state: 'ready', hasMoreBefore: true, hasMoreAfter: false } as const
const isHidden = () => screen.getByRole('feed', { hidden: true }).classList.contains('linsta-unplaced')
const said = () => screen.getByRole('status').textContent

describe('the message list', () => {
  it('is a feed of articles that say who wrote what', async () => {
    await renderList(room({ messages: [sent(1, { text: 'hi' }), sent(2, { senderId: 'ann', text: 'hello' })] }))
    expect(screen.getByRole('feed', { name: 'Messages' })).toBeTruthy()
    expect(screen.getByRole('article', { name: 'Bob: hi' })).toBeTruthy()
    expect(screen.getByRole('article', { name: 'You: hello' })).toBeTruthy()
  })

  it('loads what a link names, where it is not there', async () => {
    await renderList(room({ messages: [sent(90), sent(91)], timeline, seq: 91 }), { focusSeq: 12 })
    expect(fake.room.loadAround).toHaveBeenCalledExactlyOnceWith(12)
  })

  it('goes to what is unread, where more is unread than is loaded', async () => {
    await renderList(room({ messages: [sent(90), sent(91)], timeline, unread: 60, lastReadSeq: 31, seq: 91 }))
    expect(fake.room.loadAround).toHaveBeenCalledExactlyOnceWith(32)
  })

  it('where more is unread than is loaded, it shows and marks nothing before one is there, in StrictMode as well', async () => {
    const far = room({ messages: [sent(90), sent(91)], timeline, unread: 60, lastReadSeq: 31, seq: 91 })
    let come = () => {}
    fake.room.loadAround.mockReturnValue(
      new Promise((resolve) => {
        come = () => {
          const around = { state: 'ready', hasMoreBefore: true, hasMoreAfter: true } as const
          fake.room.set({ ...far, messages: [sent(31), sent(32)], timeline: around })
          resolve()
        }
      }),
    )
    fake.room.loadOlder.mockReturnValue(new Promise(() => {}))
    fake.room.set(far)
    render(
      <StrictMode>
        <LinstaProvider client={fake.client}>
          <MessageList chatRoomId={ROOM} />
        </LinstaProvider>
      </StrictMode>,
    )
    await pass(5_000)
    expect(fake.room.loadAround).toHaveBeenCalledOnce()
    expect(screen.getByRole('img', { name: 'Loading' })).toBeTruthy()
    expect(isHidden()).toBe(true)
    expect(fake.room.markRead).not.toHaveBeenCalled()
    act(come)
    await pass(1_000)
    expect(screen.queryByRole('img', { name: 'Loading' })).toBeNull()
    expect(isHidden()).toBe(false)
    expect(screen.getByText('New')).toBeTruthy()
    expect(fake.room.markRead).not.toHaveBeenCalledWith(91)
  })

  it('asks again for what is unread where that failed, and does not pass it off as read', async () => {
    fake.room.loadAround.mockRejectedValue(new LinstaError('unavailable'))
    await renderList(room({ messages: [sent(90), sent(91)], timeline, unread: 60, lastReadSeq: 31, seq: 91 }))
    expect(fake.room.loadAround).toHaveBeenCalledOnce()
    await pass(5_000)
    expect(fake.room.loadAround).toHaveBeenCalledTimes(2)
    expect(fake.room.markRead).not.toHaveBeenCalled()
  })

  it('waits for the head, which knows where one was', async () => {
    const far = room({ messages: [sent(90), sent(91)], timeline, unread: 60, lastReadSeq: 31, seq: 91 })
    await renderList({ ...far, head: null })
    expect(isHidden()).toBe(true)
    act(() => fake.room.set(far))
    await pass(1_000)
    expect(fake.room.loadAround).toHaveBeenCalledExactlyOnceWith(32)
  })

  it('shows what one writes while the messages are on their way', async () => {
    const pending = { state: 'pending', key: 'p', clientMessageId: 'p', text: 'In the tunnel' } as const
    const messages = [{ ...pending, replyTo: null, createdAt: '2026-05-04T10:00:00.000Z' }]
    await renderList(room({ messages, timeline: { state: 'loading' } }))
    expect(screen.getByText('In the tunnel')).toBeTruthy()
    expect(isHidden()).toBe(false)
  })

  it('a link to what is not there ends at the nearest, and older pages are loaded as ever', async () => {
    fake.room.loadOlder.mockReturnValue(new Promise(() => {}))
    await renderList(room({ messages: [sent(90), sent(91)], timeline, seq: 91 }), { focusSeq: 400 })
    expect(fake.room.loadAround).toHaveBeenCalledExactlyOnceWith(400)
    expect(isHidden()).toBe(false)
    expect(fake.room.loadOlder).toHaveBeenCalled()
  })

  it('whoever reads older ones stays there when all is loaded anew, and the rest is not passed off as read', async () => {
    fake.room.loadOlder.mockReturnValue(new Promise(() => {}))
    fake.room.loadNewer.mockReturnValue(new Promise(() => {}))
    const older = [30, 31, 32, 33].map((seq) => sent(seq))
    const middle = { state: 'ready', hasMoreBefore: true, hasMoreAfter: true } as const
    const far = { unread: 60, lastReadSeq: 31, seq: 91 }
    await renderList(room({ ...far, messages: older, timeline: middle }))
    fake.room.markRead.mockClear()
    fake.room.loadAround.mockReturnValue(new Promise(() => {}))

    const head = { ...far, unread: 760, seq: 791 }
    act(() => fake.room.set(room({ ...head, timeline: { state: 'loading' } })))
    await pass(100)
    act(() => fake.room.set(room({ ...head, messages: [sent(790), sent(791)], timeline })))
    await pass(100)
    expect(fake.room.loadAround).toHaveBeenCalledExactlyOnceWith(30)
    expect(fake.room.markRead).not.toHaveBeenCalledWith(791)
  })

  it('marks as read what is on screen once somebody looks, and not before', async () => {
    hasFocus = false
    await renderList(room({ messages: [sent(1), sent(2)], unread: 2, seq: 2 }))
    expect(fake.room.markRead).not.toHaveBeenCalled()
    hasFocus = true
    act(() => void window.dispatchEvent(new Event('focus')))
    await pass(0)
    expect(fake.room.markRead).toHaveBeenCalled()
  })

  it('says to screen readers what others write, not what was there nor what oneself writes', async () => {
    const messages = [sent(1, { text: 'old' })]
    await renderList(room({ messages, seq: 1 }))
    expect(said()).toBe('')
    messages.push(sent(2, { text: 'news' }))
    act(() => fake.room.set(room({ messages: [...messages], seq: 2 })))
    expect(said()).toBe('Bob: news')
    messages.push(sent(3, { text: 'mine', senderId: 'ann' }))
    act(() => fake.room.set(room({ messages: [...messages], seq: 3 })))
    expect(said()).toBe('Bob: news')
  })

  it('goes from message to message by arrow keys', async () => {
    await renderList(room({ messages: [sent(1), sent(2), sent(3)], seq: 3 }))
    const last = screen.getByRole('article', { name: 'Bob: message 3' })
    expect(last.tabIndex).toBe(0)
    last.focus()
    fireEvent.keyDown(last, { key: 'ArrowUp' })
    await pass(0)
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Bob: message 2')
    expect(last.tabIndex).toBe(-1)
  })

  it('says what to do where there is nothing, where it failed and where one is out', async () => {
    await renderList(room({}))
    expect(screen.getByText('No messages yet')).toBeTruthy()
    act(() => fake.room.set(room({ timeline: { state: 'failed', error: new LinstaError('unavailable') } })))
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(fake.room.loadNewest).toHaveBeenCalledOnce()
    act(() => fake.room.set(room({ timeline: { state: 'gone' } })))
    expect(screen.getByText('This chat is not here')).toBeTruthy()
  })
})
