import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { routes } from './routes.ts'

const all = Object.entries(routes)

describe('the table of routes', () => {
  it('has each method and path once', () => {
    const calls = all.map(([, { method, path }]) => `${method} ${path.replace(/:\w+/g, ':id')}`)
    expect(new Set(calls).size).toBe(calls.length)
  })

  it.each(all)('[P9] %s parses each parameter of its path, and none besides', (_name, { path, params }) => {
    const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)
    expect(Object.keys((params as unknown as z.ZodObject).shape)).toEqual(inPath)
  })

  it.each(all)('%s reads a body only where it has a method for one', (_name, { method, body }) => {
    if (method === 'GET') expect(Object.keys((body as unknown as z.ZodObject).shape)).toEqual([])
  })

  it('lets people in without a token exactly where the contract says so', () => {
    const open = all.filter(([, { token }]) => token === 'optional').map(([name]) => name)
    expect(open).toEqual(['register', 'login', 'getPost', 'listComments', 'listEvents', 'getEvent', 'listAttendees'])
  })
})
