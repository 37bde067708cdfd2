import { setImmediate as nextTurn } from 'node:timers/promises'
import type { NewEvent } from '@linsta/protocol'
import { afterAll, beforeAll, expect } from 'vitest'
import type { InboxEntry, NewNotification, NotificationState } from '../../src/ports/inboxStore.ts'
import type { Storage } from '../../src/ports/storage.ts'

/** Opens an empty storage of the kind under test; `close` also removes what it left on disk. */
export type OpenStorage = () => Promise<{ storage: Storage; close(): Promise<void> }>

/** One empty storage for all tests of the `describe` around, there while they run. */
export function useStorage(open: OpenStorage): () => Storage {
  let opened: Awaited<ReturnType<OpenStorage>> | undefined
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened?.close())
  return () => {
    if (opened === undefined) throw new Error('The storage is there while tests run, not while they are collected')
    return opened.storage
  }
}

/** Listens to what the storage of the `describe` around appends to inboxes: it has one listener. */
export function useInboxEntries(storage: () => Storage) {
  const heard: InboxEntry[] = []
  beforeAll(() => storage().inboxes.onAppended((entry) => heard.push(entry)))
  return {
    /** Every entry so far, in the order they were heard. */
    heard,
    /** The notification an action carried, as it was heard of; undefined if it was not stored. Asked after the action. */
    notifiedBy(notification: NewNotification | undefined): NotificationState | undefined {
      const told = heard.filter(({ id }) => id === notification?.id)
      expect(told.length).toBeLessThanOrEqual(1)
      return told[0]?.kind === 'notification' ? told[0].notification : undefined
    },
  }
}

/**
 * How long random play goes on: milliseconds. Less than a test has, so that a failure is told with its play, however far
 * that could be shortened by then.
 */
export const PLAY_MS = 20_000

/** Noon on a day of 2026, UTC. */
export const NOON = Date.UTC(2026, 5, 1, 12)

let lastId = 0
/** An id that no other test of this process uses; later ones sort after earlier ones. */
export const newId = (): string => (lastId++).toString(16).padStart(24, '0')

/** The id of somebody whom no other test of this process knows, in no form in particular: it is opaque. */
export const newUserId = (name: string): string => `${name}|${newId()}`

export const aNotificationTo = (userId: string, about: { type: string; referenceId: string }): NewNotification => ({
  id: newId(),
  userId,
  message: `Somebody did ${about.type}`,
  ...about,
})

/** Expects that a write was refused, with this code of the catalogue. */
export const expectRefusal = async (write: Promise<unknown>, code: string): Promise<void> => {
  await expect(write).rejects.toMatchObject({ code })
}

const COMMITS = 60 // enough that several come between two statements of one read, if a read is made of several

/** Reads over and over while something is written, one commit after the other. */
export async function readDuring(write: (index: number) => Promise<unknown>, read: () => Promise<void>): Promise<void> {
  let isOver = false
  async function writeAll(): Promise<void> {
    for (let index = 0; index < COMMITS && !isOver; index += 1) await write(index)
    isOver = true
  }
  const writing = writeAll()
  try {
    while (!isOver) {
      for (let reads = 0; reads < 20; reads += 1) await read()
      await nextTurn()
    }
  } finally {
    isOver = true
    await writing
  }
}

/** What somebody's inbox shows, newest first. */
export async function readInbox(storage: Storage, userId: string) {
  const listed = await storage.inboxes.list({ userId, limit: 1_000_000, skip: 0 })
  const unreadCount = await storage.inboxes.countUnread(userId)
  expect(unreadCount).toBe(listed.filter(({ readAt }) => readAt === null).length)
  return listed
}

export const nothingButATitle: NewEvent = {
  title: 'An event',
  description: undefined,
  category: undefined,
  date: undefined,
  time: undefined,
  venue: undefined,
  isOnline: false,
  meetingLink: undefined,
  coverImage: undefined,
}
