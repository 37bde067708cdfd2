// @vitest-environment happy-dom
import { createLinstaClient } from '@linsta/client'
import { act, cleanup, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeClient } from '../../test/fakeClient.ts'
import { Messenger } from '../components/Messenger.tsx'
import { useConnection } from '../hooks/index.ts'
import { LinstaProvider } from './LinstaProvider.tsx'

vi.mock(import('@linsta/client'), async (original) => ({ ...(await original()), createLinstaClient: vi.fn() }))

let fake: ReturnType<typeof createFakeClient>

beforeEach(() => {
  fake = createFakeClient()
  vi.mocked(createLinstaClient).mockReset()
  vi.mocked(createLinstaClient).mockImplementation(() => fake.client)
})
afterEach(cleanup)

const settled = () => act(() => new Promise((resolve) => setTimeout(resolve, 5)))
const State = () => <p>{useConnection().state}</p>
const app = (url = 'http://linsta.test', getToken = async () => 'token') => (
  <StrictMode>
    <LinstaProvider url={url} getToken={getToken}>
      <State />
    </LinstaProvider>
  </StrictMode>
)

describe('the provider', () => {
  it('opens one client in StrictMode, keeps it, and closes it when it goes', async () => {
    const { unmount } = render(app())
    await settled()
    expect(createLinstaClient).toHaveBeenCalledOnce()
    expect(fake.close).not.toHaveBeenCalled()
    expect(screen.getByText('online')).toBeTruthy()
    unmount()
    await settled()
    expect(fake.close).toHaveBeenCalledOnce()
  })

  it('asks the latest getToken, and does not connect again for a new one', async () => {
    const { rerender } = render(app())
    rerender(app('http://linsta.test', async () => 'newer'))
    expect(createLinstaClient).toHaveBeenCalledOnce()
    const [options] = vi.mocked(createLinstaClient).mock.lastCall ?? []
    expect(await options?.getToken()).toBe('newer')
  })

  it('is another client for another server', async () => {
    const { rerender } = render(app())
    rerender(app('http://other.test'))
    await settled()
    expect(createLinstaClient).toHaveBeenCalledTimes(2)
    expect(fake.close).toHaveBeenCalledOnce()
  })

  it('leaves a client that it was given open', async () => {
    const { unmount } = render(
      <LinstaProvider client={fake.client}>
        <State />
      </LinstaProvider>,
    )
    unmount()
    await settled()
    expect(fake.close).not.toHaveBeenCalled()
  })

  it('renders on a server without connecting, and a browser takes it over as it is', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    const messenger = (
      <LinstaProvider url="http://linsta.test" getToken={async () => 'token'}>
        <Messenger chatRoomId={undefined} onSelect={() => {}} />
      </LinstaProvider>
    )
    const place = document.createElement('div')
    place.innerHTML = renderToString(messenger)
    expect(place.textContent).toContain('Choose a chat')
    expect(createLinstaClient).not.toHaveBeenCalled()
    const root = await act(async () => hydrateRoot(place, messenger))
    await settled()
    expect(createLinstaClient).toHaveBeenCalledOnce()
    expect(complaints).not.toHaveBeenCalled()
    act(() => root.unmount())
    complaints.mockRestore()
  })

  it('has one live region', () => {
    render(app())
    expect(document.querySelectorAll('[aria-live]')).toHaveLength(1)
  })

  it('replaces any sentence', () => {
    render(
      <LinstaProvider client={fake.client} strings={{ chooseRoom: 'Wähle einen Chat' }}>
        <Messenger chatRoomId={undefined} onSelect={() => {}} />
      </LinstaProvider>,
    )
    expect(screen.getByText('Wähle einen Chat')).toBeTruthy()
  })
})
