import type { LinstaClient, Subscribable } from '@linsta/client'

const PATIENCE_MS = 25_000 // a server that stops may ask for 10 s, and takes 2 to stop

/** Resolves with the first snapshot that `fits`; rejects with the last one that did not. */
export function until<Snapshot>(
  subscribable: Subscribable<Snapshot>,
  fits: (snapshot: Snapshot) => boolean,
): Promise<Snapshot> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      unsubscribe()
      reject(new Error(`It stayed ${JSON.stringify(subscribable.getSnapshot())}`))
    }, PATIENCE_MS)
    const look = () => {
      const snapshot = subscribable.getSnapshot()
      if (!fits(snapshot)) return
      clearTimeout(timer)
      unsubscribe()
      resolve(snapshot)
    }
    const unsubscribe = subscribable.subscribe(look)
    look()
  })
}

/** What a room shows: texts, with what is not sent in brackets. */
export const texts = (client: LinstaClient, chatRoomId: string): string[] =>
  client
    .room(chatRoomId)
    .getSnapshot()
    .messages.map((one) => (one.state === 'sent' ? one.message.text : `[${one.state}] ${one.text}`))

/** Resolves once a room shows exactly this. */
export async function shows(client: LinstaClient, chatRoomId: string, expected: string[]): Promise<void> {
  await until(client.room(chatRoomId), () => texts(client, chatRoomId).join('\n') === expected.join('\n')).catch(() => {
    throw new Error(`It shows ${JSON.stringify(texts(client, chatRoomId))} instead of ${JSON.stringify(expected)}`)
  })
}
