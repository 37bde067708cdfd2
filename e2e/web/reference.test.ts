import AxeBuilder from '@axe-core/playwright'
import { expect, it } from 'vitest'
import { describeInBrowser } from './world.ts'

describeInBrowser('the reference in a browser', (world) => {
  it.each([
    ['wide and light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
    ['on a phone and dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ] as const)('everything in it is there to be read: %s', async (_how, options) => {
    const page = await world.open({ ...options, bypassCSP: true })
    await page.goto('/docs')
    expect(await page.locator('details').count()).toBeGreaterThan(80)
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ')}`)).toEqual([])
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    expect(content).toBe(window)
  })

  it('opens what a link names, and nothing that it has is refused', async () => {
    const page = await world.open()
    await page.goto('/docs#socket-send_message')
    const place = page.locator('#socket-send_message')
    await place.getByText('Failed to send message').waitFor()
    await place.getByRole('link', { name: 'Message' }).click()
    expect(new URL(page.url()).hash).toBe('#shape-Message')
    await page.locator('#shape-Message').getByText('readBy: string[]').waitFor()
    expect(world.complaints()).toEqual([])
  })
})
