import type { TokenStore } from './tokenStore.ts'

/**
 * A sign-in link carries its token in the fragment, which no server sees: `/#token=…`. It is taken over and removed from
 * the address and the history at once, so that it is neither bookmarked nor passed on.
 */
export function takeSignInLink(page: Window, tokens: TokenStore): void {
  const { hash, pathname, search } = page.location
  if (!hash.startsWith('#token=')) return
  page.history.replaceState(page.history.state, '', pathname + search)
  try {
    tokens.setToken(decodeURIComponent(hash.slice('#token='.length)))
  } catch {
    // Not a token that anybody encoded: the sign-in page is next.
  }
}
