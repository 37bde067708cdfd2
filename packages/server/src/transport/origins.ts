import type { IncomingMessage } from 'node:http'

/** Whether a request may come from where it says it does. */
export type IsOriginAllowed = (request: Pick<IncomingMessage, 'headers'>) => boolean

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d+){3}$/.test(hostname)

/**
 * The rule on both transports: none sent, the server's own, those listed and, outside production, any loopback one.
 * @param options.origins such as `https://app.example.org`
 */
export function createOriginRule(options: { origins: readonly string[]; isProduction: boolean }): IsOriginAllowed {
  const listed = new Set(options.origins)
  return ({ headers }) => {
    const { origin, host } = headers
    if (origin === undefined || listed.has(origin)) return true
    if (!URL.canParse(origin)) return false
    const url = new URL(origin)
    return url.host === host || (!options.isProduction && isLoopback(url.hostname))
  }
}
