import { Person, request } from '@linsta/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLinsta, startLinsta } from '../support/startLinsta.ts'
import { anId, aString, expectProblem } from './shapes.ts'

describe('accounts', () => {
  let linsta: RunningLinsta
  let addresses = 0
  beforeAll(async () => {
    linsta = await startLinsta()
  })
  afterAll(() => linsta.close())

  const register = (body: object) => request(linsta.url, 'POST /api/auth/register', { body })
  const login = (body: object) => request(linsta.url, 'POST /api/auth/login', { body })
  const somebody = () => {
    addresses += 1
    return { name: 'Ada Lovelace', email: `ada.${addresses}@example.org`, password: 'analytical engine' }
  }
  const signedIn = ({ name, email }: { name: string; email: string }) => ({
    token: aString,
    user: { id: anId, name, email },
  })

  describe('POST /api/auth/register', () => {
    it('answers a token and the user, and never the password', async () => {
      const account = somebody()
      const answer = await register(account)
      expect(answer).toMatchObject({ status: 201, body: signedIn(account) })
      expect(JSON.stringify(answer.body)).not.toMatch(/analytical engine|argon2|hash/i)
      const { token } = answer.body
      expect(await request(linsta.url, 'GET /api/chat/rooms', { token })).toMatchObject({ status: 200, body: [] })
    })

    it('trims and lower-cases the email', async () => {
      const account = somebody()
      const answer = await register({ ...account, email: `  ${account.email.toUpperCase()} ` })
      expect(answer).toMatchObject({ status: 201, body: signedIn(account) })
    })

    it.each(['name', 'email', 'password'])('without %s: Missing required fields', async (field) => {
      for (const value of [undefined, null, '']) {
        expectProblem(await register({ ...somebody(), [field]: value }), 400, 'Missing required fields')
      }
    })

    it('an email that is taken, however it is written: User already exists', async () => {
      const account = somebody()
      await register(account)
      for (const email of [account.email, account.email.toUpperCase(), ` ${account.email} `]) {
        expectProblem(await register({ ...account, email }), 400, 'User already exists')
      }
    })

    it('one email is one account, also when it registers many times at once', async () => {
      const account = somebody()
      const answers = await Promise.all(Array.from({ length: 6 }, () => register(account)))
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 400, 400, 400, 400, 400])
      for (const answer of answers) if (answer.status === 400) expectProblem(answer, 400, 'User already exists')
    })

    it('passwords have at least 8 characters', async () => {
      const short = await register({ ...somebody(), password: '1234567' })
      expectProblem(short, 400, 'Password must have at least 8 characters')
      expect((await register({ ...somebody(), password: '12345678' })).status).toBe(201)
    })

    it.each([
      ['email', { email: 'nobody' }],
      ['email', { email: 'no body@example.org' }],
      ['email', { email: 'nobody@' }],
      ['name', { name: 'n'.repeat(10_000) }],
      ['email', { email: `${'e'.repeat(10_000)}@example.org` }],
      ['password', { password: 'p'.repeat(10_000) }],
    ])('what cannot be a %s is refused by name', async (field, wrong) => {
      expectProblem(await register({ ...somebody(), ...wrong }), 400, expect.stringMatching(new RegExp(field, 'i')))
    })

    it.each(['name', 'email', 'password'])('a %s that is not text: 400', async (field) => {
      for (const value of [7, {}, ['a'], true]) {
        expectProblem(await register({ ...somebody(), [field]: value }), 400)
      }
    })
  })

  describe('POST /api/auth/login', () => {
    it('answers the same shape, and the same user', async () => {
      const account = somebody()
      const registered = await register(account)
      const answer = await login(account)
      expect(answer).toMatchObject({ status: 200, body: signedIn(account) })
      expect(answer.body.user).toEqual(registered.body.user)
      expect(JSON.stringify(answer.body)).not.toMatch(/analytical engine|argon2|hash/i)
      const { token } = answer.body
      expect(await request(linsta.url, 'GET /api/chat/rooms', { token })).toMatchObject({ status: 200 })
    })

    it('trims and lower-cases the email, and leaves the password as it is', async () => {
      const account = somebody()
      await register(account)
      const shouted = { ...account, email: ` ${account.email.toUpperCase()}\n` }
      expect(await login(shouted)).toMatchObject({ status: 200, body: signedIn(account) })
      expectProblem(await login({ ...account, password: ` ${account.password} ` }), 401, 'Invalid credentials')
      expectProblem(await login({ ...account, password: account.password.toUpperCase() }), 401, 'Invalid credentials')
    })

    it('a wrong password and an unknown email are answered alike: Invalid credentials', async () => {
      const account = somebody()
      await register(account)
      const wrong = await login({ ...account, password: 'difference engine' })
      const unknown = await login({ ...account, email: `nobody.${account.email}` })
      expectProblem(wrong, 401, 'Invalid credentials')
      expectProblem(unknown, 401, 'Invalid credentials')
      expect(unknown.body).toEqual(wrong.body)
    })

    it.each(['email', 'password'])('without %s: Missing required fields', async (field) => {
      for (const value of [undefined, null, '']) {
        expectProblem(await login({ ...somebody(), [field]: value }), 400, 'Missing required fields')
      }
    })

    it.each(['email', 'password'])('a %s that is not text: 400', async (field) => {
      for (const value of [7, {}, ['a'], { $gt: '' }])
        expectProblem(await login({ ...somebody(), [field]: value }), 400)
    })
  })

  it('false log-ins of old apps that look for the server are answered 401, or 429 with Retry-After', async () => {
    const limited = await startLinsta({ limits: 'on' })
    try {
      const person = await Person.register(limited.url, 'Ada')
      const body = { email: 'probe@example.org', password: 'probe-probe' }
      const answers = await Promise.all(
        Array.from({ length: 60 }, () => request(limited.url, 'POST /api/auth/login', { body })),
      )
      for (const answer of answers) {
        if (answer.status === 429) {
          expectProblem(answer, 429)
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
        } else expectProblem(answer, 401, 'Invalid credentials')
      }
      // Nobody else is locked out for what the probe did.
      expect((await person.get('/api/chat/rooms')).status).toBe(200)
    } finally {
      await limited.close()
    }
  })
})
