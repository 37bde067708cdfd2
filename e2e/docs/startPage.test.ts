import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDocument } from './documents.ts'
import { type Stage, setStage } from './stage.ts'

describe('the start page', () => {
  let stage: Stage
  let page: string
  beforeAll(async () => {
    stage = await setStage()
    page = `${stage.url}/start`
  })
  afterAll(() => stage.clear())

  /** The page as a client gets it that names the server so. */
  const getPage = (host: string, headers: Record<string, string> = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(page, { headers: { ...headers, host } }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve(text))
      })
      request.on('error', reject).end()
    })

  /** What a reader copies out of it. */
  async function snippets(): Promise<string[]> {
    const html = await (await fetch(page)).text()
    const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }
    return [...html.matchAll(/<pre>(.*?)<\/pre>/gs)].map(([, code = '']) =>
      code.replaceAll(/<[^>]*>/g, '').replaceAll(/&\w+;/g, (entity) => entities[entity] ?? entity),
    )
  }

  it('has snippets that run as they are copied', async () => {
    const [accounts = '', room = '', talk = '', ...more] = await snippets()
    expect(more).toEqual([])
    expect(await stage.shell(accounts)).toMatch(/"token":".+"name":"Ada".+"token":".+"name":"Ben"/)
    expect(await stage.shell(room)).toMatch(/"chatRoomId":"[0-9a-f]{24}"/)
    const client = await stage.start(talk)
    await expect.poll(() => client.output + client.errors, { timeout: 10_000 }).toMatch(/^[0-9a-f]{24} Hello!$/m)
  })

  it('has the colours and the sign of the app', async () => {
    const html = await (await fetch(page)).text()
    const [style = '', ...others] = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text = '']) => text)
    expect(others).toEqual([])
    const colours = style.match(/light-dark\([^)]*\)|#[0-9a-f]{3,8}\b/g) ?? []
    expect(colours.length).toBeGreaterThan(5)
    const tokens = readDocument('packages/react/src/styles/tokens.css')
    expect(colours.filter((colour) => !tokens.includes(colour))).toEqual([])
    const [sign = ''] = /<rect.*(?=<\/svg>)/.exec(readDocument('apps/web/public/icon.svg')) ?? []
    expect(html.replaceAll('\n', ' ').replaceAll('> <', '><')).toContain(sign)
  })

  it('says where it listens, where data is and what to do next', async () => {
    const text = (await (await fetch(page)).text()).replaceAll(/<[^>]*>/g, '')
    expect(text).toContain(stage.url)
    expect(text).toContain('LINSTA_DATA')
    expect(text).toMatch(/Next\s*let two people talk/)
  })

  it.each(['chat.example.org', 'localhost:5000', '192.0.2.7:8080', '[2001:db8::1]:5000'])(
    'names the server as its reader does: %s',
    async (host) => {
      expect(await getPage(host)).toContain(`curl -X POST http://${host}<wbr>/api/auth/register`)
      expect(await getPage(host, { 'x-forwarded-proto': 'https' })).toContain(`curl -X POST https://${host}<wbr>/api`)
    },
  )

  it.each(['"><script>alert(1)</script>', 'a.example$(id)', 'a.example;id', "a.example'", 'a.example:5000/x', 'a b'])(
    'repeats no host that is none: %s',
    async (host) => {
      const html = await getPage(host, { 'x-forwarded-proto': 'javascript' })
      expect(html).toContain(`curl -X POST http://localhost:${new URL(stage.url).port}<wbr>/api`)
      expect(html).not.toContain(host)
      expect(html).not.toContain('javascript')
    },
  )

  it('lets no script run, and no cache keep it', async () => {
    const { headers } = await fetch(page)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(policy).not.toContain('script-src')
    expect(headers.get('cache-control')).toBe('no-store')
  })
})
