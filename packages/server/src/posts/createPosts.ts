import { createOwnerNotices } from '../notifications/ownerNotices.ts'
import type { People } from '../people.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { PostStore } from '../ports/postStore.ts'
import { createComments } from './comments.ts'
import { createCreatePost } from './createPost.ts'
import { createDeletePost } from './deletePost.ts'
import { createLikes } from './likes.ts'
import type { PostsContext } from './postsContext.ts'
import { createReadPosts } from './readPosts.ts'

/** Everything one can do with posts. */
export function createPosts(parts: { storage: { posts: PostStore }; people: People; clock: Clock; ids: Ids }) {
  const { storage, people, clock, ids } = parts
  const context: PostsContext = { posts: storage.posts, people, notices: createOwnerNotices(parts), clock, ids }
  return {
    createPost: createCreatePost(context),
    deletePost: createDeletePost(context),
    ...createReadPosts(context),
    ...createLikes(context),
    ...createComments(context),
  }
}

export type Posts = ReturnType<typeof createPosts>
