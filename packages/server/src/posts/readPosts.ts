import { LinstaError, type Post } from '@linsta/protocol'
import { toSearch } from '../search.ts'
import type { PostsContext } from './postsContext.ts'
import { toPost } from './toPost.ts'

export const createReadPosts = ({ posts, people }: PostsContext) => ({
  /** @throws LinstaError `post_not_found` */
  async getPost({ viewerId, postId }: { viewerId: string | undefined; postId: string }): Promise<Post> {
    const state = await posts.read(postId, viewerId)
    if (state === undefined) throw new LinstaError('post_not_found')
    const authors = await people.read([state.authorId])
    return toPost(state, authors.get(state.authorId), viewerId)
  },

  /** The feed, newest first; an event that does not exist has no posts. */
  async listPosts(page: {
    viewerId: string
    search: string | undefined
    eventId: string | undefined
    limit: number
    skip: number
  }): Promise<Post[]> {
    const states = await posts.list({ ...page, search: toSearch(page.search) })
    const authors = await people.read(states.map((state) => state.authorId))
    return states.map((state) => toPost(state, authors.get(state.authorId), page.viewerId))
  },
})
