/** The one place where the token is kept: tabs share it, and a reload finds it. */
const KEY = 'linsta.token'

export type TokenStore = {
  subscribe(listener: () => void): () => void
  getToken(): string | null
  /** Signs this and every other tab in, or out. */
  setToken(token: string | null): void
}

/** @param page the window whose storage it is, and whose other tabs are told */
export function createTokenStore(page: Window): TokenStore {
  const listeners = new Set<() => void>()
  // Where storage is refused, as in some private windows, this tab alone stays signed in until it is closed.
  let token = read(page)

  function change(next: string | null): void {
    if (next === token) return
    token = next
    for (const listener of [...listeners]) listener()
  }

  page.addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) change(newValue)
    if (key === null) change(read(page))
  })

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    getToken: () => token,
    setToken(next) {
      try {
        if (next === null) page.localStorage.removeItem(KEY)
        else page.localStorage.setItem(KEY, next)
      } catch {
        // Kept in memory only.
      }
      change(next)
    },
  }
}

function read(page: Window): string | null {
  try {
    return page.localStorage.getItem(KEY)
  } catch {
    return null
  }
}
