import { Person } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'

describe('people', () => {
  let linsta: RunningLinsta
  let ada: Person
  let bob: Person
  beforeAll(async () => {
    linsta = await startLinsta()
    ;[ada, bob] = (await Promise.all(['Ada Lovelace', 'Bob'].map((name) => Person.register(linsta.url, name)))) as [
      Person,
      Person,
    ]
    await Person.register(linsta.url, 'Adam')
  })
  afterAll(() => linsta.close())

  const names = (people: { name: string }[]) => people.map(({ name }) => name)

  it('are found by a part of their name in any case, by name, oneself and emails left out', async () => {
    const { status, body } = await bob.get('/api/people?search=aDa')
    expect({ status, names: names(body) }).toEqual({ status: 200, names: ['Ada Lovelace', 'Adam'] })
    expect(JSON.stringify(body)).not.toContain('example.org')
    expect(names((await ada.get('/api/people?search=ada')).body)).toEqual(['Adam'])
    expect(names((await bob.get('/api/people?search=%25')).body)).toEqual([])
    expect(names((await bob.get('/api/people?limit=1&skip=1')).body)).toEqual(['Adam'])
  })

  it('know their own email, and change their name and picture for everybody at once', async () => {
    const me = { _id: ada.id, name: 'Ada Lovelace', email: ada.email }
    expect(await ada.get('/api/users/me')).toMatchObject({ status: 200, body: me })
    await bob.roomWith(ada)
    const changed = await ada.put('/api/users/me', { name: ' Ada ', picture: '/ada.png' })
    expect(changed).toMatchObject({ status: 200, body: { ...me, name: 'Ada', picture: '/ada.png' } })
    const rooms = await bob.get('/api/chat/rooms')
    expect(rooms.body[0].participants).toContainEqual({ ...me, name: 'Ada', picture: '/ada.png' })
    expect((await ada.put('/api/users/me', { picture: null })).body).not.toHaveProperty('picture')
  })

  it.each([
    [{ name: ' ' }, 'name must have 1 to 100 characters'],
    [{ name: 'n'.repeat(101) }, 'name must have at most 100 characters'],
    [{ picture: 'javascript:alert(1)' }, 'picture must be an http or https address or a path'],
  ])('refuse %j', async (body, error) => {
    expect(await ada.put('/api/users/me', body)).toMatchObject({ status: 400, body: { error } })
  })
})
