import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import helmet from 'helmet'

/*
 * What the pages have in common that the server makes itself: how they look, that nothing runs on them, and where they
 * say that the server is.
 */

// The colours, sizes and corners of the app: packages/react/src/styles/tokens.css. A test compares them.
export const pageStyle = `
  :root { color-scheme: light dark; --ground: light-dark(#ffffff, #15191a); --sunken: light-dark(#f3f5f4, #0f1213);
    --text: light-dark(#1a2122, #e7ebea); --muted: light-dark(#596466, #97a3a4); --line: light-dark(#e2e6e5, #2a3132);
    --accent: light-dark(#0b6e69, #4fc3b8); }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--sunken); color: var(--text); font: 0.9375rem/1.55 system-ui, sans-serif; }
  main { max-width: 52rem; margin: 0 auto; padding: clamp(1.5rem, 8vh, 4rem) clamp(1rem, 4vw, 2rem) 3rem; }
  header { display: flex; gap: 1rem; align-items: center; }
  header svg { flex: none; width: 3rem; height: 3rem; }
  h1 { font-size: 1.375rem; font-weight: 650; line-height: 1.2; letter-spacing: -0.01em; margin: 0; }
  h2 { font-size: 1.0625rem; font-weight: 620; line-height: 1.3; margin: 0 0 0.25rem; }
  p { margin: 0; color: var(--muted); }
  section { margin-top: 1rem; padding: 1rem clamp(1rem, 3vw, 1.5rem) 1.5rem; background: var(--ground);
    border: 1px solid var(--line); border-radius: 0.625rem; }
  code, pre { font: 0.8125rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
  pre { margin: 0.75rem 0 0; padding: 0.75rem 1rem; background: var(--sunken); border-radius: 0.375rem;
    white-space: pre-wrap; overflow-wrap: anywhere; }
  a { color: var(--accent); }
  var { font-style: normal; font-weight: 600; color: var(--accent); }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1.5rem; margin: 1.5rem 0; }
  dt { color: var(--muted); }
  dd { margin: 0; overflow-wrap: anywhere; }
`

export const mark = `<svg viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="16" fill="#0b6e69"/><path
d="M18 17.500c0-1.400 1.100-2.500 2.500-2.500h3c1.400 0 2.500 1.100 2.500 2.500V38h15.500c1.400 0 2.500 1.100 2.500 2.500v3c0 1.400-1.100 2.500-2.500 2.500H27l-7 6.200c-.8.700-2 .1-2-.9z"
fill="#fff"/><circle cx="42" cy="24" r="6" fill="#9fe3d8"/></svg>`

/** Lets in the one style of a page, by its hash. No script runs, and nothing is fetched. */
export function policyFor(style: string): RequestHandler {
  const styleHash = createHash('sha256').update(style).digest('base64')
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [`'sha256-${styleHash}'`],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  })
}

const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/**
 * The address by which the reader reached this server. Whoever sends the request chooses its headers, and what is shown
 * is pasted into shells: a host of other characters than a host has is not repeated. Behind a proxy that ends TLS its
 * word for the scheme is taken, because nothing but this page's text follows from it.
 */
export function originOf(request: IncomingMessage & { protocol: string }): string {
  const { host = '', 'x-forwarded-proto': forwarded } = request.headers
  const scheme = forwarded === 'https' ? 'https' : request.protocol
  return HOST.test(host) ? `${scheme}://${host}` : `http://localhost:${request.socket.localPort}`
}
