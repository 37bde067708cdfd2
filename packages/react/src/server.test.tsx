import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Chat, LinstaApp, LinstaProvider } from './index.ts'

// In Node as it is: no window, no document, no storage.
it('all of it renders on a server', () => {
  expect(typeof document).toBe('undefined')
  const source = { url: 'http://linsta.test', getToken: async () => 'token' }
  expect(renderToString(<LinstaApp {...source} />)).toContain('Choose a chat')
  const chat = renderToString(
    <LinstaProvider {...source}>
      <Chat chatRoomId={'a'.repeat(24)} />
    </LinstaProvider>,
  )
  expect(chat).toContain('Write a message')
})
