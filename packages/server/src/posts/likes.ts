import { LinstaError } from '@linsta/protocol'
import type { PostsContext } from './postsContext.ts'

type Like = { actorId: string; postId: string }

export const createLikes = ({ posts, notices, clock }: PostsContext) => ({
  /**
   * Tells the author, once per like (P8).
   * @throws LinstaError `post_not_found`, `already_liked`
   */
  async likePost({ actorId, postId }: Like): Promise<{ likeCount: number }> {
    const post = await posts.read(postId, undefined)
    if (post === undefined) throw new LinstaError('post_not_found')
    const notification = await notices.prepare({
      type: 'LIKE',
      actorId,
      ownerId: post.authorId,
      referenceId: postId,
      what: 'liked your post',
    })
    return posts.like({ postId, actorId, at: clock.now(), notification })
  },

  /**
   * Takes the notification back with the like.
   * @throws LinstaError `post_not_found`, `like_not_found`
   */
  unlikePost: ({ actorId, postId }: Like): Promise<{ likeCount: number }> =>
    posts.unlike({ postId, actorId, at: clock.now() }),
})
