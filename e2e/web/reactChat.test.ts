import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readDocument } from '../docs/documents.ts'
import { describeInBrowser, message, say } from './world.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

describeInBrowser('a conversation in somebody’s React app: examples/react-chat', (world) => {
  let shop: ChildProcess
  const links: string[] = []

  // Without npm between, which would take the signals; what it runs is read from where npm reads it.
  beforeAll(async () => {
    const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> }
    const [command, ...args] = scripts['react-chat']?.split(' ') ?? []
    expect(command).toBe('node')
    shop = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, PORT: '0' } })
    let output = ''
    for await (const chunk of shop.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
      output += String(chunk)
      links.splice(0, links.length, ...(output.match(/http:\S+\?as=\w+/g) ?? []))
      if (links.length === 2) return
    }
    throw new Error(`The shop did not open: ${output}`)
  }, 60_000)
  afterAll(async () => {
    const ended = once(shop, 'exit')
    shop.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  it('builds, and customer and workshop write to each other', async () => {
    const [ada, ben] = await Promise.all(
      links.map(async (link) => {
        const page = await world.open()
        await page.goto(link)
        return page
      }),
    )
    if (ada === undefined || ben === undefined) throw new Error('nobody is there')
    await say(ada, 'Could the bell go on the left?')
    await message(ben, 'Could the bell go on the left?').waitFor()
    await ben.getByRole('region', { name: 'Chat with Ada Lindqvist' }).waitFor()
    await say(ben, 'Of course')
    await message(ada, 'Of course').waitFor()
    await ada.getByRole('img', { name: 'Read' }).waitFor()
    await ada.reload()
    await message(ada, 'Of course').waitFor()
    expect(world.complaints()).toEqual([])
  })

  it('has the shop’s colours and font', async () => {
    const page = await world.open({ colorScheme: 'light' })
    await page.goto(links[0] ?? '')
    const send = page.locator('.linsta-chat')
    await send.waitFor()
    const look = await send.evaluate((element) => {
      const { fontFamily, color } = getComputedStyle(element)
      return { fontFamily, color }
    })
    expect(look.fontFamily).toContain('Palatino')
    expect(look.color).toBe('rgb(41, 33, 27)')
  })
})
