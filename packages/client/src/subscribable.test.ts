import { expect, it } from 'vitest'
import { settle } from '../test/fakeTime.ts'
import { createSubscribable } from './subscribable.ts'

it('tells once a turn, and builds only when somebody looks', async () => {
  let built = 0
  let told = 0
  const counter = createSubscribable(() => ({ built: ++built }))
  const unsubscribe = counter.subscribe(() => {
    told += 1
  })
  for (let index = 0; index < 5; index += 1) counter.changed()
  expect([built, told]).toEqual([0, 0])
  await settle()
  expect(told).toBe(1)
  expect(counter.getSnapshot()).toBe(counter.getSnapshot())
  expect(built).toBe(1)
  counter.changed()
  unsubscribe()
  await settle()
  expect(told, 'gone before it was told').toBe(1)
  expect(counter.getSnapshot()).toEqual({ built: 2 })
})

it('the same function may listen twice, and each ends its own', async () => {
  let told = 0
  const listener = () => {
    told += 1
  }
  const something = createSubscribable(() => null)
  const [first] = [something.subscribe(listener), something.subscribe(listener)]
  first()
  first()
  something.changed()
  await settle()
  expect(told).toBe(1)
})

it('says when the first listener comes and the last one goes', () => {
  const said: string[] = []
  const something = createSubscribable(() => null, {
    watched: () => void said.push('watched'),
    unwatched: () => void said.push('unwatched'),
  })
  const [first, second] = [something.subscribe(() => {}), something.subscribe(() => {})]
  first()
  first()
  expect(said).toEqual(['watched'])
  second()
  something.subscribe(() => {})
  expect(said).toEqual(['watched', 'unwatched', 'watched'])
})
