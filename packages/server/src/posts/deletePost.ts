import type { PostsContext } from './postsContext.ts'

export const createDeletePost = ({ posts, clock }: PostsContext) =>
  /**
   * Takes one's own post away with its likes, its comments and their notifications.
   * @throws LinstaError `post_not_found`, `not_your_post`
   */
  async function deletePost({ actorId, postId }: { actorId: string; postId: string }): Promise<void> {
    await posts.delete({ postId, actorId, at: clock.now() })
  }
