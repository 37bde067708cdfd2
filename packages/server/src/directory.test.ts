import { describe, expect, it } from 'vitest'
import { createDirectory, type HostUser } from './directory.ts'

/** A directory whose host answers when a test says so, and whose time passes when it says so. */
function askedDirectory() {
  const calls: { userIds: string[]; answer: (users: HostUser[]) => void }[] = []
  const errors: unknown[] = []
  const timers = new Set<() => void>()
  const directory = createDirectory({
    getUsers: (userIds) => new Promise((answer) => calls.push({ userIds, answer })),
    scheduler: {
      after(_delayMs, task) {
        timers.add(task)
        return { cancel: () => void timers.delete(task) }
      },
      every: () => ({ cancel: () => undefined }),
    },
    onError: (error) => errors.push(error),
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return { directory, calls, errors, timers, turn }
}

describe('the host’s directory', () => {
  it('is asked one call at a time, with all that was asked for meanwhile', async () => {
    const { directory, calls, timers, turn } = askedDirectory()
    const first = [directory(['ann']), directory(['bob'])]
    await turn()
    const second = [directory(['cem']), directory(['dan', 'cem'])]
    await turn()
    expect(calls.map(({ userIds }) => userIds)).toEqual([['ann', 'bob']])
    calls[0]?.answer([{ userId: 'ann', name: 'Ann', picture: '/ann.png' }, { userId: 'bob' }])
    for (const answer of await Promise.all(first)) {
      expect(answer?.get('ann')).toEqual({ name: 'Ann', picture: '/ann.png' })
      expect(answer?.get('bob')).toEqual({ name: '', picture: null })
    }
    await turn()
    expect(calls[1]?.userIds).toEqual(['cem', 'dan'])
    calls[1]?.answer([])
    expect(await Promise.all(second)).toEqual([new Map(), new Map()])
    expect(timers.size).toBe(0)
  })

  it('is asked for 500 people at most', async () => {
    const { directory, calls, turn } = askedDirectory()
    const answer = directory(Array.from({ length: 501 }, (_, index) => `user ${index}`))
    for (const index of [0, 1]) {
      await turn()
      calls[index]?.answer(calls[index].userIds.map((userId) => ({ userId, name: userId })))
    }
    expect(calls.map(({ userIds }) => userIds.length)).toEqual([500, 1])
    expect((await answer)?.size).toBe(501)
  })

  it.each<[string, unknown]>([
    ['no list', 'nobody'],
    ['no id', [{ name: 'Ann' }]],
    ['a number for an id', [{ userId: 42, name: 'Ann' }]],
  ])('says nothing where it answers %s, and is asked again', async (_what, wrong) => {
    const { directory, calls, errors, turn } = askedDirectory()
    const answer = directory(['ann'])
    await turn()
    calls[0]?.answer(wrong as HostUser[])
    expect(await answer).toBeUndefined()
    expect(errors).toHaveLength(1)
    const again = directory(['ann'])
    await turn()
    calls[1]?.answer([{ userId: 'ann', name: ' Ann\ud800 '.padEnd(300, 'x'), picture: 'javascript:alert(1)' }])
    const ann = (await again)?.get('ann')
    expect(ann?.name).toHaveLength(100)
    expect(ann?.name.isWellFormed()).toBe(true)
    expect(ann?.picture).toBeNull()
  })

  it('is not waited for for ever', async () => {
    const { directory, errors, timers, turn } = askedDirectory()
    const answer = directory(['ann'])
    await turn()
    for (const elapse of timers) elapse()
    expect(await answer).toBeUndefined()
    expect(errors).toEqual([new Error('getUsers did not answer in time')])
  })
})
