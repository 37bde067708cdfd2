import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Storage } from '../../../src/ports/storage.ts'
import { expectRefusal, NOON, newId, nothingButATitle } from '../kit.ts'
import { ann, bob, cid, createRoomActs } from '../rooms/roomActs.ts'
import { openStorage, useFolder } from './dataFolder.ts'

/** How long a deleted text may stay on the disk: milliseconds. The log is emptied a second after a deletion. */
const GONE_WITHIN_MS = 15_000

async function useOpenFolder(): Promise<{ dataFolder: string; storage: Storage }> {
  const dataFolder = await useFolder()
  const storage = await openStorage(dataFolder)
  onTestFinished(() => storage.close())
  return { dataFolder, storage }
}

/** What the database, its write-ahead log and the log's index have in them, one character a byte. */
async function readFiles(dataFolder: string): Promise<string> {
  const files = (await readdir(dataFolder)).filter((name) => name.startsWith('linsta.db'))
  const contents = await Promise.all(files.map((name) => readFile(join(dataFolder, name), 'latin1')))
  return contents.join()
}

async function findTexts(dataFolder: string, texts: readonly string[]): Promise<string[]> {
  const content = await readFiles(dataFolder)
  return texts.filter((text) => content.includes(Buffer.from(text).toString('latin1')))
}

const untilGone = (find: () => Promise<string[]>) =>
  vi.waitFor(async () => expect(await find()).toEqual([]), { timeout: GONE_WITHIN_MS, interval: 100 })

describe('deleted text in the files of a SQLite storage', () => {
  it('is found nowhere a moment later, of short and of long messages; what was kept is', async () => {
    const { dataFolder, storage } = await useOpenFolder()
    const acts = createRoomActs(() => storage)
    const chatRoomId = await acts.openRoom(ann, bob)
    const beginnings = ['short secret', 'long secret', 'kept text'] as const
    const endings = ['end of the short one', 'end of the long one', 'end of the kept one'] as const
    const lengths = [10, 3_000, 10]
    const sent = await Promise.all(
      beginnings.map((beginning, index) =>
        acts.send(chatRoomId, ann, {
          clientMessageId: beginning,
          text: `${beginning}${'語'.repeat(lengths[index] ?? 0)}${endings[index]}`,
        }),
      ),
    )
    const texts = [...beginnings, ...endings]
    expect(await findTexts(dataFolder, texts)).toEqual(texts)
    for (const { entry } of sent.slice(0, 2)) await acts.remove(chatRoomId, ann, { messageId: entry.id })
    // A client message id is no text, and a repeat still has to be known by it.
    await untilGone(() => findTexts(dataFolder, [...endings.slice(0, 2), `secret${'語'.repeat(5)}`]))
    expect(await findTexts(dataFolder, ['kept text', endings[2]])).toHaveLength(2)
    await expectRefusal(acts.send(chatRoomId, ann, { clientMessageId: 'short secret', text: 'Guess' }), 'conflict')
    expect(await findTexts(dataFolder, endings.slice(0, 2))).toEqual([])
  })

  it('is found nowhere however rooms grew together: no copy stays where rows were moved', async () => {
    const { dataFolder, storage } = await useOpenFolder()
    const acts = createRoomActs(() => storage)
    const rooms = [await acts.openRoom(ann, bob), await acts.openRoom(ann, cid), await acts.openRoom(ann, 'dee')]
    const sent: { chatRoomId: string; messageId: string; mark: string }[] = []
    // Sizes and rooms vary without a pattern that would fit the pages, and the same way in each run.
    for (let group = 0; group < 100; group += 1) {
      const sends = Array.from({ length: 20 }, (_, index) => {
        const number = group * 20 + index
        const chatRoomId = rooms[(number * 7 + group) % rooms.length] ?? ''
        const [messageId, mark] = [newId(), `<secret ${number}>`]
        sent.push({ chatRoomId, messageId, mark })
        return acts.send(chatRoomId, ann, { id: messageId, text: `${mark}${'x'.repeat((number * 131) % 311)}` })
      })
      await Promise.all(sends)
    }
    const marksOf = (messages: typeof sent) => new Set(messages.map(({ mark }) => mark))
    const findMarks = async () => new Set((await readFiles(dataFolder)).match(/<secret \d+>/g))
    expect(await findMarks()).toEqual(marksOf(sent))
    const [gone, kept] = [sent.filter((_, index) => index % 5 !== 0), sent.filter((_, index) => index % 5 === 0)]
    await Promise.all(gone.map(({ chatRoomId, messageId }) => acts.remove(chatRoomId, ann, { messageId })))
    await untilGone(async () => [...(await findMarks()).intersection(marksOf(gone))])
    expect(await findMarks()).toEqual(marksOf(kept))
  })

  it('is found nowhere of a deleted post, comment or event', async () => {
    const { dataFolder, storage } = await useOpenFolder()
    const { posts, events } = storage
    const [postId, commentId, eventId, keptId] = [newId(), newId(), newId(), newId()]
    const texts = ['secret caption', 'secret comment', 'secret title', 'secret address']
    const [caption = '', text = '', title = '', meetingLink = ''] = texts
    await posts.create({ id: keptId, authorId: ann, caption: 'kept caption', eventId: undefined, media: [], at: NOON })
    await posts.create({ id: postId, authorId: ann, caption, eventId: undefined, media: [], at: NOON })
    await posts.comment({ id: commentId, postId: keptId, actorId: bob, text, at: NOON, notification: undefined })
    const fields = { ...nothingButATitle, title, meetingLink }
    await events.create({ id: eventId, createdBy: ann, fields, at: NOON })
    expect(await findTexts(dataFolder, texts)).toEqual(texts)
    await posts.delete({ postId, actorId: ann, at: NOON })
    await posts.deleteComment({ postId: keptId, commentId, actorId: bob, at: NOON })
    await events.delete({ eventId, actorId: ann, at: NOON })
    await untilGone(() => findTexts(dataFolder, texts))
    expect(await findTexts(dataFolder, ['kept caption'])).toHaveLength(1)
  })

  it('is found nowhere once the storage was closed, however soon', async () => {
    const dataFolder = await useFolder()
    const storage = await openStorage(dataFolder)
    const acts = createRoomActs(() => storage)
    const chatRoomId = await acts.openRoom(ann, bob)
    const { entry } = await acts.send(chatRoomId, ann, { text: 'secret message' })
    await acts.remove(chatRoomId, ann, { messageId: entry.id })
    await storage.close()
    expect(await findTexts(dataFolder, ['secret message'])).toEqual([])
  })
})
