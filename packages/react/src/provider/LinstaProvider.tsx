import { createLinstaClient, type LinstaClient } from '@linsta/client'
import { createRestClient, type Rest } from '@linsta/client/rest'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { Strings } from '../strings.ts'
import { createAnnouncer } from './announcer.ts'
import { createClientHolder, holderOf } from './clientHolder.ts'
import { LinstaContext } from './context.ts'
import { createDirectory } from './directory.ts'
import { createDrafts } from './drafts.ts'
import { LiveRegion } from './LiveRegion.tsx'

/** Where the server is and who one is; or a client that the app made, which the app also closes. */
export type LinstaSource =
  | {
      /** Where the server is: `https://chat.example.org`, or `''` for where the page came from. */
      url: string
      /** Gives a token that is good now; see `createLinstaClient`. The latest function given is the one asked. */
      getToken(): Promise<string>
      /** Needed where tokens are no JWTs, or to show at once what the outbox has. Another user is another provider. */
      userId?: string
      client?: never
      rest?: never
    }
  | {
      client: LinstaClient
      /** Lets components find people and name groups: `createRestClient` of `@linsta/client/rest`. */
      rest?: Rest
      url?: never
      getToken?: never
      userId?: never
    }

export type LinstaProviderProps = LinstaSource & {
  /** Replaces any of the kit's sentences; see `defaultStrings`. */
  strings?: Partial<Strings>
  /** How dates and numbers are written: a BCP 47 tag. The browser's without it. */
  locale?: string
  children?: ReactNode
}

/**
 * Connects what is inside to a Linsta server, over one socket, from mounting to unmounting. Rendering on a server opens
 * nothing: hooks then give what a page shows while it loads.
 *
 * @example
 * <LinstaProvider url="https://chat.example.org" getToken={() => session.token()}>
 *   <Chat chatRoomId={chatRoomId} />
 * </LinstaProvider>
 */
export function LinstaProvider(props: LinstaProviderProps): ReactNode {
  const { strings, locale, children, ...source } = props
  const inside = { strings, locale, children }
  if (source.client !== undefined) return <Given {...inside} client={source.client} rest={source.rest ?? null} />
  const { url, getToken, userId } = source
  // Another server or another user is another world: nothing of the one before is kept.
  return <Own key={`${url} ${userId ?? ''}`} {...inside} url={url} getToken={getToken} userId={userId} />
}

type Inside = { strings: Partial<Strings> | undefined; locale: string | undefined; children: ReactNode }

function Given({ client, rest, ...inside }: Inside & { client: LinstaClient; rest: Rest | null }) {
  const holder = useMemo(() => holderOf(client), [client])
  return <Shared {...inside} holder={holder} rest={rest} />
}

function Own(props: Inside & { url: string; getToken(): Promise<string>; userId: string | undefined }) {
  const { url, getToken, userId, ...inside } = props
  const latest = useRef(getToken)
  useEffect(() => {
    latest.current = getToken
  }, [getToken])
  const [{ holder, rest }] = useState(() => {
    const options = { url, getToken: () => latest.current() }
    return {
      holder: createClientHolder(() =>
        createLinstaClient({
          // Socket.IO takes no empty address for the page's own.
          ...options,
          url: url === '' ? location.origin : url,
          ...(userId === undefined ? {} : { userId }),
        }),
      ),
      rest: createRestClient(options),
    }
  })
  useEffect(() => holder.hold(), [holder])
  return <Shared {...inside} holder={holder} rest={rest} />
}

function Shared(props: Inside & { holder: ReturnType<typeof holderOf>; rest: Rest | null }) {
  const { holder, rest, strings, locale, children } = props
  const [announcer] = useState(createAnnouncer)
  const [drafts] = useState(() => createDrafts(() => (typeof window === 'undefined' ? undefined : window.localStorage)))
  const directory = useMemo(() => createDirectory(rest), [rest])
  const value = useMemo(
    () => ({ holder, rest, strings: strings ?? {}, locale, announcer, drafts, directory }),
    [holder, rest, strings, locale, announcer, drafts, directory],
  )
  return (
    <LinstaContext value={value}>
      {children}
      <LiveRegion announcer={announcer} />
    </LinstaContext>
  )
}
