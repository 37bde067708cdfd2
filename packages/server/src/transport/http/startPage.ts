import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Router } from 'express'
import helmet from 'helmet'

const style = `
  :root { color-scheme: light dark; --paper: #fdfdfe; --ink: #1c1c28; --quiet: #5f5f70; --accent: #5145cd;
    --box: #f3f3f8; --line: #dedee8; }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #14141b; --ink: #ececf3; --quiet: #a0a0b2; --accent: #a5a0ff; --box: #1d1d27; --line: #32323f; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
  main { max-width: 50rem; margin: 0 auto; padding: clamp(1.5rem, 8vh, 5rem) clamp(1rem, 4vw, 2rem) 3rem; }
  h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em; margin: 0 0 0.5rem; }
  h1 span { color: var(--accent); }
  h2 { font-size: 1rem; margin: 2rem 0 0.25rem; }
  p { margin: 0 0 0.5rem; }
  code, pre { font: 0.875rem/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
  pre { margin: 0; padding: 0.75rem 1rem; background: var(--box); border: 1px solid var(--line); border-radius: 8px;
    white-space: pre-wrap; overflow-wrap: anywhere; }
  var { font-style: normal; color: var(--accent); }
  @media (max-width: 30rem) { pre { font-size: 0.8125rem; padding: 0.75rem; } }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1.25rem; margin: 1.25rem 0 0; }
  dt { color: var(--quiet); }
  dd { margin: 0; overflow-wrap: anywhere; }
`

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
<h1>Linsta is running<span>.</span></h1>
<p>Chat, notifications and presence, in one server.</p>
<dl>
<dt>Open</dt><dd><code>${origin}</code></dd>
<dt>Data</dt><dd>the folder of <code>LINSTA_DATA</code>, <code>.linsta</code> by default; the console has its path</dd>
<dt>Health</dt><dd><code>/healthz</code>, readiness at <code>/readyz</code></dd>
<dt>Next</dt><dd>let two people talk, in three steps</dd>
</dl>

<h2>1. Make two accounts</h2>
<p>Each answer holds a token, <code>token</code>, and an id, <code>user.id</code>.</p>
<pre>curl -X POST ${origin}<wbr>/api/auth/register \\
  -d '{"name": "Ada", "email": "ada@example.org", "password": "at least eight"}'
curl -X POST ${origin}<wbr>/api/auth/register \\
  -d '{"name": "Ben", "email": "ben@example.org", "password": "at least eight"}'</pre>

<h2>2. Open a room for them, as Ada</h2>
<p>The answer holds its <code>chatRoomId</code>.</p>
<pre>curl -X POST ${origin}<wbr>/api/chat/rooms \\
  -H "Authorization: Bearer ${blank('JWT')}" \\
  -d '{"otherUserId": "${blank('id of Ben')}"}'</pre>

<h2>3. Talk, with a stock Socket.IO client</h2>
<p>Run it once as Ada and once as Ben.</p>
<pre>import { io } from 'socket.io-client'

const chatRoomId = '${blank('chatRoomId')}'
const socket = io('${origin}', { auth: { token: '${blank('JWT')}' } })
socket.on('receive_message', ({ senderId, text }) =&gt; console.log(senderId, text))
socket.on('notification', ({ message }) =&gt; console.log(message))
socket.emit('join_room', { chatRoomId })
socket.emit('send_message', { chatRoomId, text: 'Hello!' })</pre>
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
