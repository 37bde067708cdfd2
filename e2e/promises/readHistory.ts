import type { Person } from '@linsta/testkit'

/** A message as the store has it, in the fields that promises are made about. */
export type StoredMessage = { _id: string; seq: number; senderId: string; text: string; deleted: boolean }

const PAGE = 200 // messages, as many as the contract allows

/** A room's messages from the first to the last, as a participant reads them over REST. */
export async function readHistory(reader: Person, chatRoomId: string): Promise<StoredMessage[]> {
  const pages: StoredMessage[][] = []
  for (let skip = 0; ; skip += PAGE) {
    const answer = await reader.get(`/api/chat/messages/${chatRoomId}?limit=${PAGE}&skip=${skip}`)
    if (answer.status !== 200) throw new Error(`history: ${answer.status} ${JSON.stringify(answer.body)}`)
    const page = answer.body as (Omit<StoredMessage, 'senderId'> & { senderId: { _id: string } })[]
    pages.unshift(page.map((message) => ({ ...message, senderId: message.senderId._id })))
    if (page.length < PAGE) return pages.flat()
  }
}
