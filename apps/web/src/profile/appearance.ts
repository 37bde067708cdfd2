/** How the app looks on this device. `system` follows what the device says. */
export type Appearance = { theme: 'system' | 'light' | 'dark'; direction: 'ltr' | 'rtl' }

const KEY = 'linsta.appearance'
const RTL_LANGUAGES = ['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']

export function readAppearance(page: Window): Appearance {
  const direction = RTL_LANGUAGES.includes(page.navigator.language.slice(0, 2)) ? 'rtl' : 'ltr'
  try {
    const kept = JSON.parse(page.localStorage.getItem(KEY) ?? '{}')
    return {
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'system',
      direction: kept.direction === 'ltr' || kept.direction === 'rtl' ? kept.direction : direction,
    }
  } catch {
    return { theme: 'system', direction }
  }
}

export function showAppearance(page: Window, { theme, direction }: Appearance): void {
  const root = page.document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  root.dir = direction
}

export function keepAppearance(page: Window, appearance: Appearance): void {
  showAppearance(page, appearance)
  try {
    page.localStorage.setItem(KEY, JSON.stringify(appearance))
  } catch {
    // It holds until the page is closed.
  }
}
