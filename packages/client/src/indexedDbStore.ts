import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { memoryStore } from './memoryStore.ts'
import type { OutboxStore, StoredSend } from './ports.ts'

type Schema = DBSchema & { sends: { key: string; value: StoredSend; indexes: { owner: string } } }

const NAME = 'linsta-outbox'
const VERSION = 1

/** The outbox of a browser, shared by its tabs. Where there is no IndexedDB to be had, it lives as long as the page. */
export function indexedDbStore(): OutboxStore {
  const memory = memoryStore()
  let opening: Promise<IDBPDatabase<Schema> | null> | null = null

  function open(): Promise<IDBPDatabase<Schema> | null> {
    // Some windows may not use it: then opening throws at once.
    opening ??= Promise.resolve()
      .then(connect)
      .catch(() => null)
    return opening
  }

  const connect = () =>
    openDB<Schema>(NAME, VERSION, {
      upgrade(database) {
        database.createObjectStore('sends', { keyPath: 'clientMessageId' }).createIndex('owner', 'owner')
      },
      // A later version in another tab must not wait for this one.
      blocking(_current, _blocked, event) {
        opening = null
        ;(event.target as IDBDatabase).close()
      },
      terminated: () => {
        opening = null
      },
    })

  return {
    async list(owner) {
      const database = await open()
      const kept = await memory.list(owner)
      return database === null ? kept : [...(await database.getAllFromIndex('sends', 'owner', owner)), ...kept]
    },
    async put(send) {
      const database = await open()
      if (database === null) await memory.put(send)
      else await database.put('sends', send)
    },
    async remove(clientMessageId) {
      await memory.remove(clientMessageId)
      await (await open())?.delete('sends', clientMessageId)
    },
  }
}
