import { LinstaError } from '@linsta/client'
import { createRestClient, type Rest } from '@linsta/client/rest'
import { createContext, type ReactNode, use, useMemo } from 'react'
import { useAccount } from '../account/AccountProvider.tsx'

/** What pages showed last, by what it is: going back shows it at once, and then what is new. */
export type Shelf = Map<string, unknown>

const Context = createContext<{ rest: Rest; shelf: Shelf } | null>(null)

/** Calls the server as whoever is signed in. A token that the server refuses signs them out. */
export function RestProvider({ children }: { children: ReactNode }) {
  const { account, signOut } = useAccount()
  const token = account.state === 'signed_in' ? account.token : undefined
  const context = useMemo(() => {
    const call = createRestClient({ url: location.origin, getToken: async () => token })
    const rest = ((...parts: Parameters<Rest>) =>
      call(...parts).catch((error: unknown) => {
        if (token !== undefined && error instanceof LinstaError && error.code === 'token_invalid')
          signOut('token_ended')
        throw error
      })) as Rest
    return { rest, shelf: new Map() as Shelf }
  }, [token, signOut])
  return <Context value={context}>{children}</Context>
}

function useContext() {
  const context = use(Context)
  if (context === null) throw new Error('REST is used outside RestProvider')
  return context
}

export const useRest = (): Rest => useContext().rest
export const useShelf = (): Shelf => useContext().shelf
