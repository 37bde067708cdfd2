import type { Person } from '@linsta/testkit'

export type Notification = { _id: string; type: string; message: string; referenceId: string; isRead: boolean }

const PAGE = 100 // notifications, as many as the contract allows

/** Somebody's whole inbox, newest first, and the count that is to agree with it. */
export async function readInbox(person: Person): Promise<{ notifications: Notification[]; unreadCount: number }> {
  const notifications: Notification[] = []
  for (;;) {
    const answer = await person.get(`/api/notifications?limit=${PAGE}&skip=${notifications.length}`)
    if (answer.status !== 200) throw new Error(`inbox: ${answer.status} ${JSON.stringify(answer.body)}`)
    notifications.push(...answer.body)
    if (answer.body.length < PAGE) break
  }
  const count = await person.get('/api/notifications/unread/count')
  if (count.status !== 200) throw new Error(`unread: ${count.status} ${JSON.stringify(count.body)}`)
  return { notifications, unreadCount: count.body.unreadCount }
}
