import { describeAccounts } from './accounts.ts'
import { describeEvents } from './events.ts'
import { describeInboxChanges } from './inboxes/changes.ts'
import { describeInboxEntries } from './inboxes/entries.ts'
import { describeInboxes } from './inboxes/inboxes.ts'
import { describeNotices } from './inboxes/notices.ts'
import type { OpenStorage } from './kit.ts'
import { describeComments } from './posts/comments.ts'
import { describeLikes } from './posts/likes.ts'
import { describePostPlay } from './posts/play.ts'
import { describePosts } from './posts/posts.ts'
import { describeChanges } from './rooms/changes.ts'
import { describeDeletes } from './rooms/deletes.ts'
import { describeDirectRooms } from './rooms/directRooms.ts'
import { describeGroups } from './rooms/groups.ts'
import { describeHeads } from './rooms/heads.ts'
import { describeHistory } from './rooms/history.ts'
import { describeJoiners } from './rooms/joiners.ts'
import { describeMessages } from './rooms/messages.ts'
import { describePages } from './rooms/pages.ts'
import { describeParticipants } from './rooms/participants.ts'
import { describeRoomPlay } from './rooms/play.ts'
import { describeReceipts } from './rooms/receipts.ts'
import { describeRepeats } from './rooms/repeats.ts'
import { describeSnapshots } from './rooms/snapshots.ts'
import { describeUsers } from './users.ts'

/**
 * START HERE: everything the rules rely on in a storage (`src/ports/storage.ts`), whatever database is behind it. Each
 * store of the port has a file or a folder here; each implementation runs all of it, in a folder of its own beside the
 * tests of what is its own alone.
 */
export function describeStorageContract(open: OpenStorage): void {
  describeDirectRooms(open)
  describeGroups(open)
  describeParticipants(open)
  describeJoiners(open)
  describeMessages(open)
  describeRepeats(open)
  describeDeletes(open)
  describeHistory(open)
  describePages(open)
  describeChanges(open)
  describeReceipts(open)
  describeHeads(open)
  describeSnapshots(open)
  describeRoomPlay(open)
  describeInboxes(open)
  describeInboxEntries(open)
  describeInboxChanges(open)
  describeNotices(open)
  describeUsers(open)
  describeAccounts(open)
  describePosts(open)
  describeLikes(open)
  describeComments(open)
  describePostPlay(open)
  describeEvents(open)
}
