import { Chat, LinstaProvider } from '@linsta/react'
import '@linsta/react/styles.css'
import { useEffect, useState } from 'react'

/** What the shop knows of whoever is logged in; see shop.ts. */
type Session = { name: string; chatRoomId: string }

const LINES: readonly [what: string, price: string][] = [
  ['Touring bicycle “Fjord”, 56 cm, moss green', '€ 1,290'],
  ['Brass bell', '€ 24'],
  ['Leather saddle, fitted', '€ 110'],
]

/** An order of a shop, and beside it the conversation of customer and workshop. */
export function OrderPage() {
  const session = useSession()
  return (
    <div className="order-page">
      <header>
        <strong>Nordlicht Bicycles</strong>
        {session === undefined ? null : <span>{session.name}</span>}
      </header>
      <main>
        <h1>Order 1042</h1>
        <p>In the workshop. Ready on Friday from three o’clock.</p>
        <ul>
          {LINES.map(([what, price]) => (
            <li key={what}>
              <span>{what}</span>
              <span>{price}</span>
            </li>
          ))}
        </ul>
      </main>
      <aside>
        {session === undefined ? null : (
          <LinstaProvider url="" getToken={getToken}>
            <Chat chatRoomId={session.chatRoomId} />
          </LinstaProvider>
        )}
      </aside>
    </div>
  )
}

function useSession(): Session | undefined {
  const [session, setSession] = useState<Session>()
  useEffect(() => {
    void ask<Session>('/session').then(setSession)
  }, [])
  return session
}

/** A token for Linsta, made by the shop for whoever is logged in there. */
const getToken = async (): Promise<string> => (await ask<{ token: string }>('/token')).token

/** Asks the shop. Its log-in is a name in the address, so that two windows can be two people. */
async function ask<Answer>(path: string): Promise<Answer> {
  const response = await fetch(path + location.search)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.json()
}
