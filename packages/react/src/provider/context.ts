import type { Rest } from '@linsta/client/rest'
import { createContext, useContext } from 'react'
import type { Strings } from '../strings.ts'
import type { Announcer } from './announcer.ts'
import type { ClientHolder } from './clientHolder.ts'
import type { Directory } from './directory.ts'
import type { Drafts } from './drafts.ts'

/** What a provider hands down. */
export type LinstaContextValue = {
  holder: ClientHolder
  /** Null where the app gave a client and no REST client with it. */
  rest: Rest | null
  strings: Partial<Strings>
  /** A BCP 47 tag; undefined is the browser's. */
  locale: string | undefined
  announcer: Announcer
  drafts: Drafts
  directory: Directory
}

export const LinstaContext = createContext<LinstaContextValue | null>(null)

/** @throws Error outside a provider */
export function useLinstaContext(): LinstaContextValue {
  const value = useContext(LinstaContext)
  if (value === null) throw new Error('Linsta hooks and components need a <LinstaProvider> around them')
  return value
}
