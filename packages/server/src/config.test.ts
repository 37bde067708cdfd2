import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const complaint = (variables: Record<string, string>): string => {
  try {
    readConfig(variables)
  } catch (error) {
    return (error as Error).message
  }
  return 'no complaint'
}

describe('the configuration', () => {
  it('is all optional', () => {
    expect(readConfig({})).toEqual({
      PORT: 5_000,
      LINSTA_DATA: '.linsta',
      TOKEN_TTL: 7 * 24 * 3_600_000,
      FRONTEND_URL: [],
      LOG_LEVEL: 'info',
      LINSTA_LIMITS: 'on',
    })
  })

  it('takes a variable that is set to nothing as left out', () => {
    const nothing = Object.fromEntries(Object.keys(readConfig({})).map((name) => [name, '']))
    expect(readConfig({ ...nothing, HOST: '', NODE_ENV: ' ' })).toEqual(readConfig({}))
  })

  it('cuts white space, so that production is production on every shell', () => {
    const config = readConfig({ PORT: '8080 ', NODE_ENV: 'production ', TOKEN_TTL: ' 12h', JWT_SECRET: ' as it is ' })
    expect(config).toMatchObject({ PORT: 8_080, NODE_ENV: 'production', TOKEN_TTL: 12 * 3_600_000 })
    expect(config.JWT_SECRET).toBe(' as it is ')
  })

  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['7d', 604_800_000],
    ['3650d', 315_360_000_000],
  ])('reads a duration of %s', (text, milliseconds) => {
    expect(readConfig({ TOKEN_TTL: text }).TOKEN_TTL).toBe(milliseconds)
  })

  it('reads origins as browsers write them, and leaves those of apps as they are', () => {
    const list = 'https://App.example.org:443/path, http://localhost:3000/ ,,capacitor://localhost/'
    expect(readConfig({ FRONTEND_URL: list }).FRONTEND_URL).toEqual([
      'https://app.example.org',
      'http://localhost:3000',
      'capacitor://localhost',
    ])
  })

  it.each([
    ['PORT', ['x', '70000', '-1', '5e3', '0x50', '80.5']],
    ['JWT_SECRET', ['']],
    ['TOKEN_TTL', ['7', '7 days', '0s', '3651d', '1e3s', '-1d', '99999999999999999999d']],
    ['FRONTEND_URL', ['*', 'app.example.org', 'https://app.example.org, nonsense']],
    ['LOG_LEVEL', ['loud', 'INFO']],
    ['LINSTA_LIMITS', ['no', 'false']],
  ])('names %s where it is wrong', (name, values) => {
    for (const value of values) {
      expect(complaint({ [name]: value }), value).toMatch(
        new RegExp(`^The configuration is not valid:\\n {2}${name} \\S`),
      )
    }
  })

  it('names every variable that is wrong, once', () => {
    const lines = complaint({ PORT: 'x', TOKEN_TTL: 'never', LOG_LEVEL: 'loud' }).split('\n').slice(1)
    expect(lines.map((line) => line.trim().split(' ')[0])).toEqual(['PORT', 'TOKEN_TTL', 'LOG_LEVEL'])
  })

  it('never repeats a value: it may be a secret in the wrong place', () => {
    for (const name of ['PORT', 'TOKEN_TTL', 'FRONTEND_URL', 'LOG_LEVEL', 'LINSTA_LIMITS']) {
      expect(complaint({ [name]: 'hunter2' })).not.toContain('hunter2')
    }
  })

  it('refuses to lift the limits in production', () => {
    const sentence = 'LINSTA_LIMITS=off is for load tests: it is refused with NODE_ENV=production.'
    expect(complaint({ LINSTA_LIMITS: 'off', NODE_ENV: 'production' })).toBe(sentence)
    expect(readConfig({ LINSTA_LIMITS: 'off' }).LINSTA_LIMITS).toBe('off')
  })
})
