import { createContext, type ReactNode, use, useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import { readClaims } from './readClaims.ts'
import type { TokenStore } from './tokenStore.ts'

/** Why somebody who was signed in is not any more. */
export type SignedOutReason = 'by_themselves' | 'token_ended'

type Account = { state: 'signed_in'; userId: string; token: string } | { state: 'signed_out' }

type AccountContext = {
  account: Account
  signedOut: SignedOutReason | null
  signIn(token: string): void
  signOut(reason: SignedOutReason): void
}

const Context = createContext<AccountContext | null>(null)

/** Who uses the app, in this tab and in all others. */
export function AccountProvider({ tokens, children }: { tokens: TokenStore; children: ReactNode }) {
  const token = useSyncExternalStore(tokens.subscribe, tokens.getToken)
  const [signedOut, setSignedOut] = useState<SignedOutReason | null>(null)

  const signIn = useCallback(
    (next: string) => {
      setSignedOut(null)
      tokens.setToken(next)
    },
    [tokens],
  )
  const signOut = useCallback(
    (reason: SignedOutReason) => {
      setSignedOut(reason)
      tokens.setToken(null)
    },
    [tokens],
  )
  const context = useMemo<AccountContext>(() => {
    const claims = token === null ? undefined : readClaims(token)
    const account: Account =
      token === null || claims === undefined
        ? { state: 'signed_out' }
        : { state: 'signed_in', userId: claims.userId, token }
    return { account, signedOut, signIn, signOut }
  }, [token, signedOut, signIn, signOut])
  return <Context value={context}>{children}</Context>
}

/** @throws Error outside `AccountProvider` */
export function useAccount(): AccountContext {
  const context = use(Context)
  if (context === null) throw new Error('useAccount is used outside AccountProvider')
  return context
}

/** The one who is signed in. @throws Error where nobody is */
export function useOwnId(): string {
  const { account } = useAccount()
  if (account.state !== 'signed_in') throw new Error('Nobody is signed in here')
  return account.userId
}
