import type { Storage } from '../../../src/ports/storage.ts'
import { openWatchedStorage } from './watched.ts'

export type DyingStorage = { storage: Storage; hasDied(): boolean }

/**
 * A storage whose process dies at its write of that number, counted from 1: the write is stored, whoever waited for it
 * never hears of it, and nothing comes after it.
 */
export async function openDyingStorage(url: string, lastWrite: number): Promise<DyingStorage> {
  let writes = 0
  const stayAlive = () => {
    if (writes >= lastWrite) throw new Error('The process is dead')
  }
  const storage = await openWatchedStorage(url, {
    before: stayAlive,
    async afterWrite() {
      writes += 1
      stayAlive()
    },
  })
  return { storage, hasDied: () => writes >= lastWrite }
}
