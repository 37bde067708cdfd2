import { cp } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { Position } from '../../../src/ports/roomStore.ts'
import type { Storage } from '../../../src/ports/storage.ts'
import { aNotificationTo, NOON, newId, newUserId } from '../kit.ts'
import { ann, bob, createRoomActs } from '../rooms/roomActs.ts'
import { openStorage, useFolder } from './dataFolder.ts'

const position = ({ seq, id }: Position): Position => ({ seq, id })

/** Does something that appends to Ann's inbox. */
async function notify(storage: Storage): Promise<void> {
  const postId = newId()
  const about = { caption: 'A post', eventId: undefined, media: [], at: NOON }
  await storage.posts.create({ id: postId, authorId: ann, ...about })
  const notification = aNotificationTo(ann, { type: 'LIKE', referenceId: postId })
  await storage.posts.like({ postId, actorId: newUserId('fan'), at: NOON, notification })
}

describe('a SQLite storage that was restored from an older backup', () => {
  it('[P4] resets those who have entries it never had, also where others took their positions', async () => {
    const [dataFolder, backup] = [await useFolder(), await useFolder()]
    const before = await openStorage(dataFolder)
    const chatRoomId = await createRoomActs(() => before).openRoom(ann, bob)
    const { entry: kept } = await createRoomActs(() => before).send(chatRoomId, ann)
    await notify(before)
    await before.close()
    await cp(dataFolder, backup, { recursive: true })

    const lost = await openStorage(dataFolder)
    const readInbox = async (storage: Storage) =>
      (await storage.inboxes.readPage({ userId: ann, before: undefined, limit: 1 })).head
    const keptInbox = position(await readInbox(lost))
    const { entry: gone } = await createRoomActs(() => lost).send(chatRoomId, ann)
    await notify(lost)
    const goneInbox = position(await readInbox(lost))
    await lost.close()

    const restored = await openStorage(backup)
    // It is the same database to its clients: only their positions tell.
    expect(restored.epoch).toBe(before.epoch)
    const catchUp = async (room: Position, inbox: Position) => {
      const tail = { chatRoomId, position: position(room), throughSeq: 100, limit: 100 }
      const { outcome } = await restored.rooms.readChanges(tail)
      return [outcome, (await restored.inboxes.readChanges({ userId: ann, position: inbox, limit: 100 })).outcome]
    }
    expect(await catchUp(gone, goneInbox)).toEqual(['reset', 'reset'])
    await createRoomActs(() => restored).send(chatRoomId, ann)
    await notify(restored)
    expect(await readInbox(restored)).toMatchObject({ seq: goneInbox.seq })
    expect(await catchUp(gone, goneInbox)).toEqual(['reset', 'reset'])
    expect(await catchUp(kept, keptInbox)).toEqual(['changes', 'changes'])
    await restored.close()
  })
})
