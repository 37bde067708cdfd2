import { createLinstaClient, type LinstaClient, memoryStore, soloTabs } from '@linsta/client'
import type { Person } from '@linsta/testkit'
import type { Cast } from './tellStory.ts'

const READING_MS = 1_500 // before somebody begins to type
const TYPING_MS = 2_500 // before they are done

const ANSWERS: Record<'lena' | 'priya' | 'sofia' | 'yuki' | 'amir', readonly string[]> = {
  lena: ['Yes!', 'Half past six, no excuses', 'The water is waiting for you'],
  priya: ['The dog agrees', 'I packed a fourth blanket, just in case', 'Ha!'],
  sofia: ['Tell me more', 'We should write that down', 'I am laughing on a train now'],
  yuki: ['いいね！', 'I will show you when you come by', 'That is exactly it'],
  amir: ['تمام!', 'See you on Saturday', 'يا سلام'],
}

/** Those who are online and answer when somebody writes where they are. The two who are played stay silent. */
export async function keepCompany(cast: Cast): Promise<{ leave(): void }> {
  const played = [cast.mira.id, cast.jonas.id]
  const clients = Object.entries(ANSWERS).map(([who, answers], index) => {
    const person = cast[who as keyof typeof ANSWERS]
    return answerAs(person, { answers, played, delayMs: index * 900 })
  })
  await Promise.all(clients.map(isCurrent))
  return {
    leave() {
      for (const client of clients) client.close()
    },
  }
}

function answerAs(
  person: Person,
  manner: { answers: readonly string[]; played: readonly string[]; delayMs: number },
): LinstaClient {
  const client = createLinstaClient({
    url: person.url,
    getToken: async () => person.token,
    userId: person.id,
    ports: { outboxStore: memoryStore(), tabs: soloTabs },
  })
  const heard = new Map<string, number>()
  let said = 0

  async function answer(chatRoomId: string): Promise<void> {
    const room = client.room(chatRoomId)
    await wait(READING_MS + manner.delayMs)
    await room.markRead()
    room.setTyping()
    await wait(TYPING_MS)
    await room.send(manner.answers[said % manner.answers.length] ?? '')
    said += 1
  }

  client.rooms.subscribe(() => {
    const { status, rooms } = client.rooms.getSnapshot()
    if (status !== 'current') return
    for (const { chatRoomId, preview } of rooms) {
      const before = heard.get(chatRoomId)
      heard.set(chatRoomId, preview?.seq ?? 0)
      // What was there when they came is answered already.
      if (before === undefined || preview === null || preview.seq <= before) continue
      // An answer that does not arrive is not missed: the world is being closed.
      if (manner.played.includes(preview.senderId)) answer(chatRoomId).catch(() => undefined)
    }
  })
  return client
}

/** Resolves when a client knows its rooms. */
const isCurrent = (client: LinstaClient): Promise<void> =>
  new Promise((resolve) => {
    const end = client.rooms.subscribe(look)
    function look(): void {
      if (client.rooms.getSnapshot().status !== 'current') return
      end()
      resolve()
    }
    look()
  })

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
