// @vitest-environment happy-dom
import { LinstaError } from '@linsta/client'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFakeClient, sent } from '../../test/fakeClient.ts'
import { LinstaProvider } from '../provider/LinstaProvider.tsx'
import { Message, type MessageProps } from './Message.tsx'
import { createRows, type Row } from './rows.ts'

afterEach(cleanup)

function rowOf(item: Parameters<typeof createRows>[0][number]): Row {
  const [row] = createRows([item], { userId: 'ann', unreadAfterSeq: null })
  if (row === undefined) throw new Error('no row')
  return row
}

const renderMessage = (props: Partial<MessageProps> & { row: Row }) =>
  render(
    <LinstaProvider client={createFakeClient().client}>
      <Message sender={undefined} isGroup={false} {...props} />
    </LinstaProvider>,
  )

describe('a message', () => {
  it('is text, whatever it says', () => {
    const text = '<img src=x onerror=alert(1)> <script>alert(1)</script> &amp;'
    const { container } = renderMessage({ row: rowOf(sent(1, { text })) })
    expect(container.querySelector('img, script')).toBeNull()
    expect(container.textContent).toContain(text)
  })

  it('opens links in another tab that learns nothing of this one', () => {
    renderMessage({ row: rowOf(sent(1, { text: 'look at https://example.org' })) })
    const link = screen.getByRole('link', { name: 'https://example.org' })
    expect(link.getAttribute('target')).toBe('_blank')
    expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  })

  it('that failed says why, and can be sent again or dropped', () => {
    const [onRetry, onDiscard] = [vi.fn(), vi.fn()]
    const error = new LinstaError('not_a_participant')
    const row = rowOf({
      state: 'failed',
      key: 'k',
      clientMessageId: 'k',
      text: 'hi',
      replyTo: null,
      createdAt: '2026-05-04T10:00:00.000Z',
      error,
    })
    renderMessage({ row, onRetry, onDiscard, onReply: vi.fn(), onDelete: vi.fn() })
    expect(screen.getByText('Not sent. You are no longer in this chat.')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    fireEvent.click(screen.getByRole('button', { name: 'Discard' }))
    expect(onRetry).toHaveBeenCalledExactlyOnceWith(row)
    expect(onDiscard).toHaveBeenCalledExactlyOnceWith(row)
    expect(screen.queryByRole('button', { name: 'Reply' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull()
  })

  it('that is deleted says so and offers nothing', () => {
    renderMessage({ row: rowOf(sent(1, { deleted: true, text: '' })), onReply: vi.fn(), onCopyText: vi.fn() })
    expect(screen.getByText('Message deleted')).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('of somebody else cannot be deleted', () => {
    renderMessage({ row: rowOf(sent(1)), onDelete: vi.fn() })
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull()
  })
})
