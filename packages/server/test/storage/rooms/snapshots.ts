import { describe, expect, it } from 'vitest'
import { unreadCount } from '../../../src/ports/roomState.ts'
import { type OpenStorage, readDuring, useStorage } from '../kit.ts'
import { createRoomActs } from './roomActs.ts'

/** What any storage must hold to about reading a room while it is written. */
export function describeSnapshots(open: OpenStorage): void {
  describe('rooms that are read while they are written', () => {
    const storage = useStorage(open)
    const acts = createRoomActs(storage)

    /** Reads over and over while the two people of a room send. */
    async function readWhileTheySend(read: (room: { chatRoomId: string; creator: string }) => Promise<void>) {
      const { chatRoomId, creator, other } = await acts.openRoomOfTwo()
      const send = (index: number) => acts.send(chatRoomId, index % 2 === 0 ? creator : other)
      await readDuring(send, () => read({ chatRoomId, creator }))
    }

    it('[P11] a room is read as it was at one moment', async () => {
      await readWhileTheySend(async ({ chatRoomId }) => {
        const { head, participants } = await acts.readRoom(chatRoomId)
        const sent = [...participants.values()].reduce((sum, { sentCount }) => sum + sentCount, 0)
        expect(sent).toBe(head.messageCount)
      })
    })

    it('[P11] a list of rooms has each as it was at one moment', async () => {
      await readWhileTheySend(async ({ creator }) => {
        for (const { head, participants } of await storage().rooms.readRoomsOf(creator)) {
          const sent = [...participants.values()].reduce((sum, { sentCount }) => sum + sentCount, 0)
          expect(sent).toBe(head.messageCount)
        }
      })
    })

    it('[P11] the end of a log is read as it was at one moment', async () => {
      await readWhileTheySend(async ({ creator }) => {
        const { heads } = await storage().rooms.readHeads({ userId: creator, after: undefined, limit: 1 })
        for (const { head, viewer, other, newest } of heads) {
          expect(newest?._id ?? null).toBe(head.id)
          expect(viewer.sentCount + (other?.sentCount ?? 0)).toBe(head.messageCount)
          expect(unreadCount(head, viewer)).toBe(other?.sentCount ?? 0)
        }
      })
    })
  })
}
