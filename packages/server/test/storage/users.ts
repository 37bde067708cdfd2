import { describe, expect, it } from 'vitest'
import type { PrivacyState } from '../../src/ports/userStore.ts'
import { NOON, newId, newUserId, type OpenStorage, useStorage } from './kit.ts'

/** What any storage must hold to about people. */
export function describeUsers(open: OpenStorage): void {
  describe('users', () => {
    const storage = useStorage(open)
    const recordLastSeen = (userIds: string[], at: number) => storage().users.recordLastSeen({ userIds, at })
    const lastSeenOf = async (userId: string) => (await storage().users.readMany([userId]))[0]?.lastSeenAt

    it('knows those it has seen, and leaves out the others', async () => {
      const [one, other] = [newUserId('one'), newUserId('other')]
      expect(await storage().users.readMany([one, other])).toEqual([])
      expect(await storage().users.readMany([])).toEqual([])
      await recordLastSeen([one], NOON)
      expect(await storage().users.readMany([other, one])).toEqual([
        { userId: one, name: '', email: null, picture: null, lastSeenAt: NOON },
      ])
    })

    it('knows people from first sight', async () => {
      const [creatorId, otherUserId] = [newUserId('creator'), newUserId('other')]
      await storage().rooms.openDirectRoom({ chatRoomId: newId(), creatorId, otherUserId, at: NOON })
      const known = await storage().users.readMany([creatorId, otherUserId])
      expect(known).toHaveLength(2)
      for (const userId of [creatorId, otherUserId]) {
        expect(known).toContainEqual({ userId, name: '', email: null, picture: null, lastSeenAt: null })
      }
    })

    it('[P7] remembers when people were last online, of each their own', async () => {
      const [one, other, third] = [newUserId('one'), newUserId('other'), newUserId('third')]
      await recordLastSeen([one, other], NOON)
      await recordLastSeen([other, third], NOON + 5)
      await recordLastSeen([], NOON + 9)
      expect(await lastSeenOf(one)).toBe(NOON)
      expect(await lastSeenOf(other)).toBe(NOON + 5)
      expect(await lastSeenOf(third)).toBe(NOON + 5)
    })

    it('[P7] moves it forward only, also concurrently', async () => {
      const userId = newUserId('one')
      await Promise.all([3, 1, 7, 2, 7, 6].map((after) => recordLastSeen([userId], NOON + after)))
      expect(await lastSeenOf(userId)).toBe(NOON + 7)
      await recordLastSeen([userId], NOON)
      expect(await lastSeenOf(userId)).toBe(NOON + 7)
    })

    describe('their profiles', () => {
      const setProfile = (userId: string, profile: { name?: string; picture?: string | null }) =>
        storage().users.setProfile({ userId, name: undefined, picture: undefined, ...profile })
      const read = async (userId: string) => (await storage().users.readMany([userId]))[0]
      type Page = { search?: string; exceptUserId?: string; limit?: number; skip?: number }
      const search = async ({ search, exceptUserId = 'nobody', limit = 100, skip = 0 }: Page) =>
        (await storage().users.search({ search, exceptUserId, limit, skip })).map(({ userId }) => userId)

      it('change by what is given alone', async () => {
        const userId = newUserId('one')
        const known = { userId, name: '', email: null, picture: null, lastSeenAt: null }
        await setProfile(userId, {})
        expect(await read(userId)).toEqual(known)
        await setProfile(userId, { name: 'Zwölf 🥊' })
        expect(await read(userId)).toEqual({ ...known, name: 'Zwölf 🥊' })
        await setProfile(userId, { picture: '/a.jpg' })
        expect(await read(userId)).toEqual({ ...known, name: 'Zwölf 🥊', picture: '/a.jpg' })
        await setProfile(userId, { name: 'One', picture: null })
        expect(await read(userId)).toEqual({ ...known, name: 'One' })
      })

      it('are found by plain text in the name in any case, by name, without oneself and the nameless', async () => {
        const word = newId()
        const [one, other, third, nameless] = ['one', 'other', 'third', 'nameless'].map(newUserId)
        if (!one || !other || !third || !nameless) throw new Error('Four were named')
        await setProfile(one, { name: `beÉ ${word} 100%_` })
        await setProfile(other, { name: `Abé ${word}` })
        await setProfile(third, { name: `CE\u0301 ${word}` })
        await recordLastSeen([nameless], NOON)
        expect(await search({ search: word })).toEqual([other, one, third])
        expect(await search({ search: `é ${word}` })).toEqual([other, one, third])
        expect(await search({ search: `É ${word}`, exceptUserId: one })).toEqual([other, third])
        expect(await search({ search: `${word} 100%_` })).toEqual([one])
        expect(await search({ search: `${word.slice(0, -1)}_` })).toEqual([])
        expect(await search({ search: word, limit: 1, skip: 1 })).toEqual([one])
        expect(await search({ search: word, skip: 3 })).toEqual([])
        const everybody = await search({ limit: 1_000_000 })
        expect(everybody).toEqual(expect.arrayContaining([one, other, third]))
        expect(everybody).not.toContain(nameless)
        const [found] = await storage().users.search({ search: word, exceptUserId: '', limit: 1, skip: 0 })
        expect(found).toEqual(await read(other))
      })
    })

    describe('what they show', () => {
      const everything = { receipts: true, invisible: false }
      const setPrivacy = (userId: string, shown: Partial<PrivacyState>) =>
        storage().users.setPrivacy({ userId, ...everything, ...shown })
      const shownBy = async (userId: string) => (await storage().users.readPrivacy()).get(userId) ?? everything

      it('is everything until they change it, each for themselves', async () => {
        const [one, other, third] = [newUserId('one'), newUserId('other'), newUserId('third')]
        await recordLastSeen([one, third], NOON)
        const before = await storage().users.readPrivacy()
        for (const userId of [one, other, third]) expect(before.has(userId)).toBe(false)
        await setPrivacy(one, { receipts: false })
        await setPrivacy(other, { invisible: true })
        expect(await storage().users.readPrivacy()).toEqual(
          new Map([
            ...before,
            [one, { receipts: false, invisible: false }],
            [other, { receipts: true, invisible: true }],
          ]),
        )
        await setPrivacy(one, { receipts: false, invisible: true })
        expect(await shownBy(one)).toEqual({ receipts: false, invisible: true })
        expect(await shownBy(third)).toEqual(everything)
        await setPrivacy(one, {})
        expect(await shownBy(one)).toEqual(everything)
        expect(await shownBy(other)).toEqual({ receipts: true, invisible: true })
      })

      it('is what they said last, also at once', async () => {
        const userId = newUserId('one')
        await Promise.all(
          Array.from({ length: 21 }, (_, index) =>
            setPrivacy(userId, { receipts: index % 2 > 0, invisible: index > 9 }),
          ),
        )
        expect(await shownBy(userId)).toEqual({ receipts: false, invisible: true })
      })

      it('changes nothing else that is known of them', async () => {
        const [known, userId] = [newUserId('known'), newUserId('never seen')]
        await recordLastSeen([known], NOON)
        await setPrivacy(known, { invisible: true })
        await setPrivacy(userId, { invisible: true })
        expect(await storage().users.readMany([known, userId])).toEqual([
          { userId: known, name: '', email: null, picture: null, lastSeenAt: NOON },
          { userId, name: '', email: null, picture: null, lastSeenAt: null },
        ])
        await recordLastSeen([known], NOON + 1)
        expect(await shownBy(known)).toEqual({ receipts: true, invisible: true })
      })
    })
  })
}
