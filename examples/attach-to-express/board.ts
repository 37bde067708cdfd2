import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import express, { type ErrorRequestHandler } from 'express'

/*
 * A notice board as it was before anybody thought of chat: its people have UUIDs and log in by a cookie, it has posts of
 * its own at /api/posts, and parsers, headers and answers to errors of its own.
 */

export type Member = { userId: string; name: string; picture: string }
export type Post = { id: string; authorId: string; text: string; replies: string[] }

export function createBoard() {
  const members = new Map<string, Member>()
  const sessions = new Map<string, Member>()
  const posts = new Map<string, Post>()
  const events = new EventEmitter<{ replied: [post: Post, by: Member] }>()

  const whoIs = ({ headers }: IncomingMessage): Member | null => {
    const [, session = ''] = /(?:^|; )board=([\w-]+)/.exec(headers.cookie ?? '') ?? []
    return sessions.get(session) ?? null
  }

  const app = express()
  app.use((_request, response, next) => {
    response.set('X-Board', 'yes')
    next()
  })
  app.use(express.json({ limit: '1mb' }))
  app.use(express.urlencoded({ extended: true }))

  app.post('/login', (request, response) => {
    const name = String(request.body.name)
    const known = [...members.values()].find((member) => member.name === name)
    const member = known ?? { userId: randomUUID(), name, picture: `/pictures/${encodeURIComponent(name)}.png` }
    members.set(member.userId, member)
    const session = randomUUID()
    sessions.set(session, member)
    response.cookie('board', session, { httpOnly: true, sameSite: 'lax' }).json(member)
  })
  app.get('/api/posts', (_request, response) => void response.json([...posts.values()]))
  app.post('/api/posts', (request, response) => {
    const author = whoIs(request)
    if (author === null) return void response.status(401).send('Log in first')
    const post = { id: randomUUID(), authorId: author.userId, text: String(request.body.text), replies: [] }
    posts.set(post.id, post)
    response.status(201).json(post)
  })
  app.post('/api/posts/:id/replies', (request, response) => {
    const [by, post] = [whoIs(request), posts.get(request.params.id)]
    if (by === null || post === undefined) return void response.status(404).send('No such post')
    post.replies.push(String(request.body.text))
    events.emit('replied', post, by)
    response.status(201).json(post)
  })
  app.use((_request, response) => void response.status(404).send('The board has no such page'))
  // biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four parameters.
  const answerError: ErrorRequestHandler = (_error, _request, response, _next) => {
    response.status(400).send('The board did not understand')
  }
  app.use(answerError)

  return {
    app,
    events,
    /** Whose session a request has; null without one. */
    whoIs,
    findMembers: (userIds: string[]) => userIds.flatMap((userId) => members.get(userId) ?? []),
  }
}
