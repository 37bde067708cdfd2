// @vitest-environment happy-dom
import { LinstaError } from '@linsta/client'
import { act, cleanup, createEvent, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClient, message, ROOM } from '../../test/fakeClient.ts'
import { LinstaProvider } from '../provider/LinstaProvider.tsx'
import { Composer } from './Composer.tsx'

let fake: ReturnType<typeof createFakeClient>

beforeEach(() => {
  localStorage.clear()
  fake = createFakeClient()
})
afterEach(cleanup)

function renderComposer(props: Partial<Parameters<typeof Composer>[0]> = {}) {
  render(
    <LinstaProvider client={fake.client}>
      <Composer chatRoomId={ROOM} {...props} />
    </LinstaProvider>,
  )
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Write a message' })
}

const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } })

describe('the composer', () => {
  it('sends by Enter what is written, trimmed, and is empty at once', () => {
    const field = renderComposer()
    type(field, '  hello ')
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(fake.room.send).toHaveBeenCalledExactlyOnceWith('hello', {})
    expect(field.value).toBe('')
  })

  it('leaves Shift+Enter to make a line', () => {
    const field = renderComposer()
    type(field, 'hello')
    const event = createEvent.keyDown(field, { key: 'Enter', shiftKey: true })
    fireEvent(field, event)
    expect(event.defaultPrevented).toBe(false)
    expect(fake.room.send).not.toHaveBeenCalled()
  })

  it.each([
    ['while it composes', { key: 'Enter', isComposing: true }],
    ['as Safari tells of it', { key: 'Enter', keyCode: 229 }],
  ])('leaves Enter to the input method, %s', (_when, event) => {
    const field = renderComposer()
    type(field, 'にほん')
    fireEvent.keyDown(field, event)
    expect(fake.room.send).not.toHaveBeenCalled()
  })

  it('sends neither nothing nor what is too long, and says how much that is', () => {
    const field = renderComposer()
    type(field, ' \n ')
    fireEvent.keyDown(field, { key: 'Enter' })
    type(field, 'x'.repeat(4_001))
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(fake.room.send).not.toHaveBeenCalled()
    expect(screen.getByText('1 too many')).toBeTruthy()
    expect(field.value).toHaveLength(4_001)
  })

  it('gives back what was refused before it was shown', async () => {
    fake.room.send.mockRejectedValueOnce(new LinstaError('message_too_long'))
    const field = renderComposer()
    type(field, 'hello')
    await act(async () => void fireEvent.keyDown(field, { key: 'Enter' }))
    expect(field.value).toBe('hello')
    expect(screen.getByText(/too long/)).toBeTruthy()
  })

  it('keeps what is not sent as the draft of its room and its user', () => {
    type(renderComposer(), 'half a thou')
    cleanup()
    expect(renderComposer().value).toBe('half a thou')
    cleanup()
    fake = createFakeClient()
    Object.assign(fake.client, { userId: 'chiara' })
    expect(renderComposer().value).toBe('')
  })

  it('keeps what is written before it is known who writes', () => {
    Object.assign(fake.client, { userId: undefined })
    const field = renderComposer()
    type(field, 'hel')
    Object.assign(fake.client, { userId: 'ann' })
    act(() => fake.rooms.set({ ...fake.client.rooms.getSnapshot() }))
    expect(field.value).toBe('hel')
    type(field, 'hello')
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(fake.room.send).toHaveBeenCalledExactlyOnceWith('hello', {})
    expect(field.value).toBe('')
  })

  it('answers a message, and lets it be by Escape', () => {
    let cancelled = 0
    const replyTo = { message: message(7), name: 'Bob' }
    const field = renderComposer({ replyTo, onCancelReply: () => (cancelled += 1) })
    type(field, 'yes')
    fireEvent.keyDown(field, { key: 'Escape' })
    expect(cancelled).toBe(1)
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(fake.room.send).toHaveBeenCalledWith('yes', { replyTo: message(7)._id })
  })

  it('tells that one is typing', () => {
    const field = renderComposer()
    type(field, ' ')
    expect(fake.room.setTyping).not.toHaveBeenCalled()
    type(field, ' h')
    expect(fake.room.setTyping).toHaveBeenCalledOnce()
  })
})
