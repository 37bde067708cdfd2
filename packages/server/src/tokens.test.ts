import { createHmac, generateKeyPairSync, sign as signWithKey } from 'node:crypto'
import { LinstaError } from '@linsta/protocol'
import { describe, expect, it } from 'vitest'
import { createTokens } from './tokens.ts'

const SECRET = '7b0c1d5e9f3a4b2c8d6e7f1a0b9c3d5e'
const NOW = 1_700_000_000 // seconds since 1970
const tokens = createTokens({ secret: SECRET, ttlMs: 60_000, clock: { now: () => NOW * 1000 } })

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
const DIGESTS: Record<string, string> = { HS384: 'sha384', HS512: 'sha512' }
/** A token of any header and payload, with the signature that its algorithm or HS256 would have. */
function makeToken(
  payload: unknown,
  { header = {}, secret = SECRET }: { header?: { alg?: unknown; [name: string]: unknown }; secret?: string } = {},
) {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(payload)}`
  return `${signed}.${createHmac(DIGESTS[String(header.alg)] ?? 'sha256', secret)
    .update(signed)
    .digest('base64url')}`
}
const claims = (more: object = {}) => ({ userId: 'ann', iat: NOW, exp: NOW + 60, ...more })

async function expectRefused(token: string): Promise<void> {
  const error = await tokens.verify(token).then(
    (identity) => identity,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(LinstaError)
  expect((error as LinstaError).code).toBe('token_invalid')
}

describe('tokens', () => {
  it('are verified by whoever signed them, and say who and until when', async () => {
    const token = await tokens.sign({ userId: 'ann', email: 'ann@example.org' })
    expect(await tokens.verify(token)).toEqual({ userId: 'ann', expiresAt: (NOW + 60) * 1000 })
  })

  it('live until the second they expire in', async () => {
    let now = NOW * 1000
    const moving = createTokens({ secret: SECRET, ttlMs: 60_000, clock: { now: () => now } })
    const token = await moving.sign({ userId: 'ann', email: '' })
    now += 59_999
    expect((await moving.verify(token)).userId).toBe('ann')
    now += 1
    await expect(moving.verify(token)).rejects.toMatchObject({ code: 'token_invalid' })
  })

  it.each(['550e8400-e29b-41d4-a716-446655440000', '42', 'auth0|abc', '👩‍🚀', 'u'.repeat(128), '__proto__', ' '])(
    'are good for any user id of 1 to 128 characters: %s',
    async (userId) => expect(await tokens.verify(makeToken(claims({ userId })))).toMatchObject({ userId }),
  )

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['129 characters', 'u'.repeat(129)],
    ['65 characters of two units each', '👩'.repeat(65)],
    ['a number', 42],
    ['null', null],
    ['an object', { $ne: '' }],
    ['a list', ['ann']],
    ['not well-formed', '\ud800'],
  ])('are refused where the user id is %s', (_what, userId) => expectRefused(makeToken(claims({ userId }))))

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['past', NOW - 1],
    ['now', NOW],
    ['text', String(NOW + 60)],
    ['null', null],
    ['a list', [NOW + 60]],
  ])('are refused where exp is %s', (_what, exp) => expectRefused(makeToken(claims({ exp }))))

  it('are refused before their nbf', () => expectRefused(makeToken(claims({ nbf: NOW + 30 }))))

  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const forgeries: [string, string][] = [
    ['another secret', makeToken(claims(), { secret: 'another secret' })],
    ['the empty secret', makeToken(claims(), { secret: '' })],
    ...['none', 'None', 'NONE', 'nOnE', '', 'HS384', 'HS512', 'RS256', 'hs256', 'dir'].map((alg): [string, string] => [
      `alg ${alg || 'empty'}`,
      makeToken(claims(), { header: { alg } }),
    ]),
    ['alg none without a signature', `${encode({ alg: 'none' })}.${encode(claims())}.`],
    ['alg HS256 without a signature', `${encode({ alg: 'HS256' })}.${encode(claims())}.`],
    ['no alg', makeToken(claims(), { header: { alg: undefined } })],
    ['alg as a list', makeToken(claims(), { header: { alg: ['HS256'] } })],
    ['an unencoded payload', makeToken(claims(), { header: { b64: false, crit: ['b64'] } })],
    ['an extension that must be understood', makeToken(claims(), { header: { crit: ['exp'], exp: NOW + 60 } })],
    ['a payload that is a list', makeToken([claims()])],
    ['a payload that is text', makeToken('ann')],
    ['a payload that is no JSON', makeToken(claims()).replace(/\.[^.]+\./, '.bm9uc2Vuc2U.')],
    ['a key of their own in the header', withOwnKey()],
    ['two parts', makeToken(claims()).split('.').slice(0, 2).join('.')],
    ['five parts', `${makeToken(claims())}.a.b`],
    ['nothing', ''],
    ['64 KiB of nothing', 'a'.repeat(65_536)],
  ]

  /** RS256 under a key that the token itself brings along. */
  function withOwnKey(): string {
    const signed = `${encode({ alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) })}.${encode(claims())}`
    return `${signed}.${signWithKey('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
  }

  it.each(forgeries)('are refused with %s', (_what, token) => expectRefused(token))

  it.each<[string, Record<string, unknown>]>([
    ['kid', { kid: '../../../../dev/null' }],
    ['kid', { kid: "x' UNION SELECT 'key" }],
    ['jku', { jku: 'https://elsewhere.example/keys' }],
    ['x5u', { x5u: 'https://elsewhere.example/cert' }],
    ['jwk', { jwk: { kty: 'oct', k: Buffer.from('their own').toString('base64url') } }],
  ])('choose no key by %s in their header', async (_name, header) => {
    await expectRefused(makeToken(claims(), { header, secret: 'their own' }))
    await expectRefused(makeToken(claims(), { header, secret: '' }))
    // Under the right secret such a header changes nothing.
    expect((await tokens.verify(makeToken(claims(), { header }))).userId).toBe('ann')
  })
})
