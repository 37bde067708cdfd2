import { createHash } from 'node:crypto'
import type { Router } from 'express'
import helmet from 'helmet'

const style = `
  :root { color-scheme: light dark; --accent: #5b5bd6; --line: #8884; }
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem; }
  h1 { font-size: 1.75rem; letter-spacing: -0.02em; margin: 0 0 0.25rem; }
  h1 span { color: var(--accent); }
  pre { padding: 1rem; border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; font-size: 0.875rem; }
  dt { font-weight: 600; margin-top: 1rem; }
  dd { margin: 0; }
`

const page = `<!doctype html>
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
<p>Chat, notifications and presence, in one server. Its data is in the folder <code>LINSTA_DATA</code> names,
<code>.linsta</code> by default.</p>
<dl>
<dt>1. Make an account</dt>
<dd><pre>curl -X POST /api/auth/register \\
  -d '{"name": "Ada", "email": "ada@example.org", "password": "at least eight"}'</pre></dd>
<dt>2. Connect with its token</dt>
<dd><pre>import { io } from 'socket.io-client'
const socket = io(location.origin, { auth: { token } })
socket.on('notification', console.log)</pre></dd>
<dt>3. Open a room with somebody, and talk</dt>
<dd><pre>socket.emit('join_room', { chatRoomId })
socket.emit('send_message', { chatRoomId, text: 'Hello!' })
socket.on('receive_message', console.log)</pre></dd>
</dl>
<p>Health is at <code>/healthz</code>, readiness at <code>/readyz</code>.</p>
</main>
</body>
</html>
`

/** What `/` shows until there is an app. Its one style is let in by its hash; no script runs. */
export function bindStartPage(router: Router): void {
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
  router.get('/', policy, (_request, response) => {
    response.type('html').send(page)
  })
}
