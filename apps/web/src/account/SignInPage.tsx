import { createRestClient, type Rest } from '@linsta/client/rest'
import { Bell, CalendarDays, MessageCircle } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { sayError } from '../rest/sayError.ts'
import { Mark } from '../shell/Mark.tsx'
import { useAccount } from './AccountProvider.tsx'

const rest = () => createRestClient({ url: location.origin, getToken: async () => undefined })

type Way = 'sign_in' | 'register'

/** For those who are not signed in: one form, for an account that is there or a new one. */
export function SignInPage() {
  const { signIn, signedOut } = useAccount()
  const [way, setWay] = useState<Way>('sign_in')
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => {
    document.title = way === 'sign_in' ? 'Sign in · Linsta' : 'Make an account · Linsta'
    first.current?.focus()
  }, [way])

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setProblem('')
    try {
      signIn(await askForToken(rest(), way, new FormData(event.currentTarget)))
    } catch (error) {
      setProblem(sayError(error))
      setBusy(false)
    }
  }

  return (
    <div className="door">
      <section className="welcome" aria-label="About Linsta">
        <Mark size={48} />
        <p className="pitch">Your people, in one calm place.</p>
        <ul>
          <li>
            <MessageCircle size={20} aria-hidden="true" /> Conversations that arrive, even after a dead battery
          </li>
          <li>
            <CalendarDays size={20} aria-hidden="true" /> Posts and events, and who is coming
          </li>
          <li>
            <Bell size={20} aria-hidden="true" /> Told once, about what matters
          </li>
        </ul>
      </section>
      <main>
        {/* Another form, not other fields: a browser keeps apart what it fills in. */}
        <form key={way} className="form" onSubmit={(event) => void submit(event)}>
          <div className="lead">
            <Mark size={40} />
            <h1>{way === 'sign_in' ? 'Sign in' : 'Make an account'}</h1>
            <p className="quiet">{leadOf(way, signedOut === 'token_ended')}</p>
          </div>
          {way === 'register' ? (
            <p className="field">
              <label htmlFor="name">Your name</label>
              <input
                id="name"
                name="name"
                className="input"
                autoComplete="name"
                dir="auto"
                maxLength={100}
                required
                ref={first}
              />
            </p>
          ) : null}
          <p className="field">
            <label htmlFor="email">Email</label>
            <input
              id="email"
              name="email"
              type="email"
              className="input"
              autoComplete={way === 'sign_in' ? 'username' : 'email'}
              required
              ref={way === 'sign_in' ? first : undefined}
            />
          </p>
          <p className="field">
            <label htmlFor="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              className="input"
              autoComplete={way === 'sign_in' ? 'current-password' : 'new-password'}
              minLength={way === 'register' ? 8 : undefined}
              maxLength={128}
              required
              aria-describedby={way === 'register' ? 'password-hint' : undefined}
            />
            {way === 'register' ? (
              <span id="password-hint" className="hint">
                At least 8 characters
              </span>
            ) : null}
          </p>
          {problem === '' ? null : (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" className="button primary wide" aria-disabled={isBusy}>
            {labelOf(way, isBusy)}
          </button>
          <p className="other-way quiet small">
            {way === 'sign_in' ? 'New here?' : 'Been here before?'}
            <button
              type="button"
              className="button wide"
              onClick={() => {
                setProblem('')
                setWay(way === 'sign_in' ? 'register' : 'sign_in')
              }}
            >
              {way === 'sign_in' ? 'Make an account' : 'Sign in'}
            </button>
          </p>
          <p className="quiet small">
            Building an app? <a href="/start">Three steps with curl</a>, and <a href="/docs">the reference</a>
          </p>
        </form>
      </main>
    </div>
  )
}

async function askForToken(call: Rest, way: Way, form: FormData): Promise<string> {
  const field = (name: string) => String(form.get(name) ?? '')
  const credentials = { email: field('email'), password: field('password') }
  const answer =
    way === 'sign_in'
      ? await call('login', { body: credentials })
      : await call('register', { body: { ...credentials, name: field('name') } })
  return answer.token
}

function leadOf(way: Way, hasEnded: boolean): string {
  if (way === 'register') return 'A name, an email and a password: that is all.'
  return hasEnded ? 'You were signed out after a while. Sign in again: what you wrote still waits.' : 'Welcome back.'
}

function labelOf(way: Way, isBusy: boolean): string {
  if (isBusy) return 'One moment …'
  return way === 'sign_in' ? 'Sign in' : 'Make the account'
}
