import { Person, ServerProcess } from '@linsta/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const env = { LOG_LEVEL: 'warn' }

describe('[P1] one process per data folder', () => {
  let first: ServerProcess
  let second: ServerProcess | undefined
  beforeEach(async () => {
    first = await ServerProcess.start({ env })
  })
  afterEach(async () => {
    await second?.kill()
    await first.remove()
  })

  it('a second one ends with a non-zero code and says what to do; the first goes on', async () => {
    const ann = await Person.register(first.url, 'Ann')
    const { pid } = first
    const refusal = await ServerProcess.start({ env, dataFolder: first.dataFolder }).then(
      (started) => {
        second = started
        return 'it started'
      },
      (error: Error) => error.message,
    )
    expect(refusal).toMatch(/The server ended \([1-9]\d*\) before it was ready/)
    const sentence = refusal.split('\n').find((line) => line.includes(first.dataFolder))
    expect(sentence).toContain('MONGODB_URL')
    expect(sentence).toContain('REDIS_URL')
    // A sentence for people, no stack.
    expect(refusal).not.toMatch(/^\s+at /m)

    expect(first.pid).toBe(pid)
    expect(await ann.get('/api/chat/rooms')).toMatchObject({ status: 200, body: [] })
  })

  it('after SIGKILL of the first the folder opens at once', async () => {
    const ann = await Person.register(first.url, 'Ann')
    await first.kill('SIGKILL')
    second = await ServerProcess.start({ env, dataFolder: first.dataFolder })
    const sameAnn = new Person(second.url, ann)
    expect(await sameAnn.get('/api/chat/rooms')).toMatchObject({ status: 200, body: [] })
    await expect(first.start()).rejects.toThrow(/MONGODB_URL/)
  })

  it('SIGTERM ends it with code 0, and the folder opens again', async () => {
    await Person.register(first.url, 'Ann')
    expect(await first.kill('SIGTERM')).toBe(0)
    second = await ServerProcess.start({ env, dataFolder: first.dataFolder })
    await Person.register(second.url, 'Bob')
  })
})
