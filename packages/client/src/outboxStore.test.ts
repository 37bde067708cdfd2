import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { indexedDbStore } from './indexedDbStore.ts'
import { memoryStore } from './memoryStore.ts'
import type { OutboxStore, StoredSend } from './ports.ts'

const send = (clientMessageId: string, more: Partial<StoredSend> = {}): StoredSend =>
  ({
    owner: 'ann',
    clientMessageId,
    chatRoomId: 'room',
    text: 'hi',
    replyTo: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    order: 1,
    state: 'pending',
    ...more,
  }) as StoredSend

const stores: [string, () => OutboxStore][] = [
  ['memory', memoryStore],
  ['IndexedDB', indexedDbStore],
]

describe.each(stores)('an outbox store in %s', (name, open) => {
  it('keeps what is put until it is removed, by its owner', async () => {
    const store = open()
    const owner = `ann ${name}`
    await store.put(send('1', { owner }))
    await store.put(send('2', { owner, order: 2 }))
    await store.put(send('3', { owner: 'bob' }))
    await store.put(send('1', { owner, state: 'failed', error: { code: 'conflict', message: 'no' } }))
    const listed = async () => (await store.list(owner)).sort((a, b) => a.order - b.order)
    expect(await listed()).toEqual([
      send('1', { owner, state: 'failed', error: { code: 'conflict', message: 'no' } }),
      send('2', { owner, order: 2 }),
    ])
    await store.remove('1')
    await store.remove('never there')
    expect(await listed()).toEqual([send('2', { owner, order: 2 })])
  })
})

it('IndexedDB keeps it for the next page', async () => {
  await indexedDbStore().put(send('kept', { owner: 'cid' }))
  expect(await indexedDbStore().list('cid')).toEqual([send('kept', { owner: 'cid' })])
})

it('without IndexedDB it lives as long as the page', async () => {
  const { open } = indexedDB
  indexedDB.open = () => {
    throw new Error('not in this window')
  }
  try {
    const store = indexedDbStore()
    await store.put(send('1', { owner: 'dan' }))
    expect(await store.list('dan')).toHaveLength(1)
    await store.remove('1')
    expect(await store.list('dan')).toEqual([])
  } finally {
    indexedDB.open = open
  }
})
