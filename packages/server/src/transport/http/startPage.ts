import type { Router } from 'express'
import { mark, originOf, pageStyle, policyFor } from './ownPages.ts'

/** What is to be filled in, in the words of the README's quick start. */
const blank = (name: string): string => `<var>&lt;${name}&gt;</var>`

/** @param origin where the reader reaches this server; must hold nothing that HTML or a shell reads as its own */
const page = (origin: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Linsta is running</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<header>${mark}<div><h1>Linsta is running</h1>
<p>Chat, notifications and presence, in one server.</p></div></header>
<dl>
<dt>Open</dt><dd><code>${origin}</code></dd>
<dt>Data</dt><dd>the folder of <code>LINSTA_DATA</code>, <code>.linsta</code> by default; the console has its path</dd>
<dt>Health</dt><dd><code>/healthz</code>, readiness at <code>/readyz</code></dd>
<dt>Reference</dt><dd><a href="docs">every route, call, event and error</a></dd>
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

/**
 * How to build on Linsta, and what `/` shows where there is no app. Its one style is let in by its hash; no script runs.
 * It does not tell the path of the data folder, which is no stranger's business.
 * @param path where it is: `/start`
 */
export function bindStartPage(router: Router, path: string): void {
  const policy = policyFor(pageStyle)
  router.get(path, policy, (request, response) => {
    // Made for this one reader: no cache may hand it to another.
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page(originOf(request)))
  })
}
