import { LinstaError } from '@linsta/protocol'
import { LRUCache } from 'lru-cache'
import { pauseBeforeAttempt } from './pauseBeforeAttempt.ts'
import type { LoadedRoom, RoomLog } from './roomLog.ts'

const CACHED_ROOMS = 20_000 // rooms; beyond it a send reads its room first

/** One attempt to change a room. @returns undefined if the room turned out to be another by now */
export type Attempt<Result> = (room: LoadedRoom, about: { isFresh: boolean }) => Promise<Result | undefined>

/**
 * The rooms that this process wrote last, as it left them. Others may have moved them since: what is worked out from
 * here is stored only over the room it was worked out from, and a refusal counts only if the room was just read.
 */
export function createRoomCache(log: Pick<RoomLog, 'load' | 'rollForward'>) {
  const cache = new LRUCache<string, LoadedRoom>({ maxSize: CACHED_ROOMS, sizeCalculation: () => 1 })

  async function readAnew(chatRoomId: string): Promise<LoadedRoom> {
    const loaded = await log.load(chatRoomId)
    if (loaded === undefined) throw new LinstaError('room_not_found')
    return log.rollForward(loaded)
  }

  async function attemptOnce<Result>(chatRoomId: string, attempt: Attempt<Result>): Promise<Result | undefined> {
    const known = cache.get(chatRoomId)
    if (known === undefined) return attempt(await readAnew(chatRoomId), { isFresh: true })
    try {
      return await attempt(known, { isFresh: false })
    } catch (error) {
      if (error instanceof LinstaError) return undefined
      throw error
    }
  }

  return {
    /** The room as somebody left it who changed it. */
    keep: (room: LoadedRoom): void => {
      cache.set(room.moving.room.chatRoomId, room)
    },

    /** It is known to be another by now. */
    forget: (room: LoadedRoom): void => {
      cache.delete(room.moving.room.chatRoomId)
    },

    /**
     * Attempts until the room was the one it was taken for.
     * @throws LinstaError `room_not_found`, and whatever the attempt throws over a room that was just read
     */
    async change<Result>(chatRoomId: string, attempt: Attempt<Result>): Promise<Result> {
      for (let attempts = 0; ; attempts += 1) {
        await pauseBeforeAttempt(attempts)
        try {
          const result = await attemptOnce(chatRoomId, attempt)
          if (result !== undefined) return result
        } catch (error) {
          cache.delete(chatRoomId)
          throw error
        }
        cache.delete(chatRoomId)
      }
    },
  }
}

export type RoomCache = ReturnType<typeof createRoomCache>
