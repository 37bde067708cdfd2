import type { OwnerNotices } from '../notifications/ownerNotices.ts'
import type { People } from '../people.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { PostStore } from '../ports/postStore.ts'

/** What the rules of posts are given. */
export type PostsContext = {
  posts: PostStore
  people: People
  notices: OwnerNotices
  clock: Clock
  ids: Ids
}
