import { describe, expect, it } from 'vitest'
import { createOriginRule } from './origins.ts'

const origins = ['https://app.example.org', 'capacitor://localhost']
const inProduction = createOriginRule({ origins, isProduction: true })
const atHome = createOriginRule({ origins, isProduction: false })
const from = (origin: string | undefined, host = 'chat.example.org') => ({
  headers: { host, ...(origin === undefined ? {} : { origin }) },
})

describe('the rule of origins', () => {
  it.each([undefined, 'https://chat.example.org', 'http://chat.example.org', ...origins])(
    'none sent, the server’s own and those listed are let in: %s',
    (origin) => {
      expect(inProduction(from(origin))).toBe(true)
      expect(atHome(from(origin))).toBe(true)
    },
  )

  it.each([
    'http://localhost:3000',
    'http://app.localhost',
    'http://127.0.0.1:5173',
    'http://127.9.9.9',
    'http://[::1]',
  ])('loopback is let in outside production alone: %s', (origin) => {
    expect(atHome(from(origin))).toBe(true)
    expect(inProduction(from(origin))).toBe(false)
    expect(inProduction(from(origin, new URL(origin).host))).toBe(true)
  })

  it.each([
    '',
    'null',
    '*',
    'nonsense',
    'https://app.example.org.elsewhere.example',
    'https://app.example.org:444',
    'http://app.example.org',
    'https://app.example.org/',
    'http://localhost.elsewhere.example',
    'http://127.0.0.1.elsewhere.example',
    'http://127.0.0.256.1',
    'https://chat.example.org@elsewhere.example',
    'https://elsewhere.example#chat.example.org',
  ])('everything else is kept out: %j', (origin) => {
    expect(inProduction(from(origin))).toBe(false)
    expect(atHome(from(origin))).toBe(false)
  })
})
