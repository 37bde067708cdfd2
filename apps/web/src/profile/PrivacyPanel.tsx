import { useClient } from '@linsta/react/hooks'
import { useEffect, useState } from 'react'
import { sayError } from '../rest/sayError.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'

const SWITCHES = [
  {
    name: 'receipts',
    label: 'Show others how far I have read',
    hint: 'Without it, nobody sees which of their messages you have seen.',
  },
  {
    name: 'invisible',
    label: 'Appear offline',
    hint: 'Nobody sees whether you are here or when you were, and nobody sees you typing.',
  },
] as const

type Privacy = Record<(typeof SWITCHES)[number]['name'], boolean>

/** What one shows of oneself. */
export function PrivacyPanel() {
  const client = useClient()
  const say = useNotice()
  const [privacy, setPrivacy] = useState<Privacy | null>(null)
  useEffect(() => {
    let isWanted = true
    client?.privacy.get().then(
      (answer) => {
        if (isWanted) setPrivacy(answer)
      },
      () => {}, // Closed, or the server is away: the connection's own line says so.
    )
    return () => {
      isWanted = false
    }
  }, [client])

  function change(part: Partial<Privacy>): void {
    const before = privacy
    if (client === null || before === null) return
    setPrivacy({ ...before, ...part })
    client.privacy.set(part).then(setPrivacy, (error: unknown) => {
      setPrivacy(before)
      say(sayError(error))
    })
  }

  return (
    <section className="panel" aria-labelledby="privacy">
      <h2 id="privacy">Privacy</h2>
      {SWITCHES.map(({ name, label, hint }) => (
        <label className="switch" key={name}>
          <span>
            {label}
            <br />
            <bdi className="quiet small">{hint}</bdi>
          </span>
          <input
            type="checkbox"
            role="switch"
            aria-checked={privacy?.[name] ?? false}
            checked={privacy?.[name] ?? false}
            disabled={privacy === null}
            onChange={({ target }) => change({ [name]: target.checked })}
          />
        </label>
      ))}
    </section>
  )
}
