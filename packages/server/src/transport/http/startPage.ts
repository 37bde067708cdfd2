import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Router } from 'express'
import helmet from 'helmet'

// The colours, sizes and corners of the app: packages/react/src/styles/tokens.css. A test compares them.
const style = `
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
  var { font-style: normal; font-weight: 600; color: var(--accent); }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1.5rem; margin: 1.5rem 0; }
  dt { color: var(--muted); }
  dd { margin: 0; overflow-wrap: anywhere; }
`

const mark = `<svg viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="16" fill="#0b6e69"/><path
d="M18 17.500c0-1.400 1.100-2.500 2.500-2.500h3c1.400 0 2.500 1.100 2.500 2.500V38h15.500c1.400 0 2.500 1.100 2.500 2.500v3c0 1.400-1.100 2.500-2.500 2.500H27l-7 6.200c-.8.700-2 .1-2-.9z"
fill="#fff"/><circle cx="42" cy="24" r="6" fill="#9fe3d8"/></svg>`

/** What is to be filled in, in the words of the README's quick start. */
const blank = (name: string): string => `<var>&lt;${name}&gt;</var>`

/** @param origin where the reader reaches this server; must hold nothing that HTML or a shell reads as its own */
const page = (origin: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Linsta is running</title>
<style>${style}</style>
</head>
<body>
<main>
<header>${mark}<div><h1>Linsta is running</h1>
<p>Chat, notifications and presence, in one server.</p></div></header>
<dl>
<dt>Open</dt><dd><code>${origin}</code></dd>
<dt>Data</dt><dd>the folder of <code>LINSTA_DATA</code>, <code>.linsta</code> by default; the console has its path</dd>
<dt>Health</dt><dd><code>/healthz</code>, readiness at <code>/readyz</code></dd>
<dt>Next</dt><dd>let two people talk, in three steps</dd>
</dl>

<section>
<h2>1. Make two accounts</h2>
<p>Each answer holds a token, <code>token</code>, and an id, <code>user.id</code>.</p>
<pre>curl -X POST ${origin}<wbr>/api/auth/register \\
  -d '{"name": "Ada", "email": "ada@example.org", "password": "at least eight"}'
curl -X POST ${origin}<wbr>/api/auth/register \\
  -d '{"name": "Ben", "email": "ben@example.org", "password": "at least eight"}'</pre>
</section>
<section>
<h2>2. Open a room for them, as Ada</h2>
<p>The answer holds its <code>chatRoomId</code>.</p>
<pre>curl -X POST ${origin}<wbr>/api/chat/rooms \\
  -H "Authorization: Bearer ${blank('JWT')}" \\
  -d '{"otherUserId": "${blank('id of Ben')}"}'</pre>
</section>
<section>
<h2>3. Talk, with a stock Socket.IO client</h2>
<p>Run it once as Ada and once as Ben.</p>
<pre>import { io } from 'socket.io-client'

const chatRoomId = '${blank('chatRoomId')}'
const socket = io('${origin}', { auth: { token: '${blank('JWT')}' } })
socket.on('receive_message', ({ senderId, text }) =&gt; console.log(senderId, text))
socket.on('notification', ({ message }) =&gt; console.log(message))
socket.emit('join_room', { chatRoomId })
socket.emit('send_message', { chatRoomId, text: 'Hello!' })</pre>
</section>
</main>
</body>
</html>
`

const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/**
 * The address by which the reader reached this server. Whoever sends the request chooses its headers, and what is shown
 * is pasted into shells: a host of other characters than a host has is not repeated. Behind a proxy that ends TLS its
 * word for the scheme is taken, because nothing but this page's text follows from it.
 */
function originOf(request: IncomingMessage & { protocol: string }): string {
  const { host = '', 'x-forwarded-proto': forwarded } = request.headers
  const scheme = forwarded === 'https' ? 'https' : request.protocol
  return HOST.test(host) ? `${scheme}://${host}` : `http://localhost:${request.socket.localPort}`
}

/**
 * How to build on Linsta, and what `/` shows where there is no app. Its one style is let in by its hash; no script runs.
 * It does not tell the path of the data folder, which is no stranger's business.
 * @param path where it is: `/start`
 */
export function bindStartPage(router: Router, path: string): void {
  const styleHash = createHash('sha256').update(style).digest('base64')
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [`'sha256-${styleHash}'`],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  })
  router.get(path, policy, (request, response) => {
    // Made for this one reader: no cache may hand it to another.
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page(originOf(request)))
  })
}
