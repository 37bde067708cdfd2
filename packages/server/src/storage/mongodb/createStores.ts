import type { Storage } from '../../ports/storage.ts'
import { createActions } from './actions.ts'
import { createCallOrder } from './callOrder.ts'
import type { Collections } from './collections.ts'
import { createEventReads } from './eventReads.ts'
import { createEventWrites } from './eventWrites.ts'
import { createInboxLog } from './inboxLog.ts'
import { createInboxReads } from './inboxReads.ts'
import { createInboxWrites } from './inboxWrites.ts'
import { createNoticeWrites } from './noticeWrites.ts'
import { createPostReads } from './postReads.ts'
import { createPostWrites } from './postWrites.ts'
import { createRoomLog } from './roomLog.ts'
import { createRoomReads } from './roomReads.ts'
import { createRoomWrites } from './roomWrites.ts'
import { startSweeper } from './sweeper.ts'
import { createTextHash } from './textHash.ts'
import { createUserReads } from './userReads.ts'
import { createUserWrites } from './userWrites.ts'
import { createOpenCalls } from './whileOpen.ts'

/** The stores of a database. `close` lets no call begin any more and waits for those that were begun. */
export async function createStores(parts: {
  collections: Collections
  contentKey: Uint8Array
}): Promise<Omit<Storage, 'epoch'>> {
  const { collections } = parts
  const callOrder = createCallOrder()
  const { guard, close } = createOpenCalls()

  const { createAccount, ...users } = createUserWrites({ ...collections, callOrder })
  const { findByEmail, ...userReads } = createUserReads(collections)
  const roomLog = createRoomLog(collections)
  const hashText = createTextHash(parts.contentKey)
  const inboxLog = createInboxLog(collections)
  const { onAppended, ...inbox } = createInboxWrites({ ...collections, log: inboxLog, callOrder })
  const { markRead, markAllRead } = inbox
  const acting = createActions({ ...collections, inbox })
  const sweeper = await startSweeper({ ...collections, acting })

  const notices = createNoticeWrites({ inbox, users, callOrder })
  const { setProfile, setPrivacy, recordLastSeen } = users
  return {
    rooms: guard({
      ...createRoomReads({ ...collections, log: roomLog }),
      ...createRoomWrites({ ...collections, log: roomLog, users, hashText, callOrder }),
    }),
    inboxes: {
      ...guard({ ...createInboxReads({ ...collections, log: inboxLog }), markRead, markAllRead, ...notices }),
      onAppended,
    },
    users: guard({ ...userReads, setProfile, setPrivacy, recordLastSeen }),
    accounts: guard({ findByEmail, create: createAccount }),
    posts: guard({
      ...createPostReads(collections),
      ...createPostWrites({ ...collections, acting, users, callOrder }),
    }),
    events: guard({
      ...createEventReads(collections),
      ...createEventWrites({ ...collections, acting, users, callOrder }),
    }),
    async close() {
      await Promise.all([close(), sweeper.close()])
    },
  }
}
