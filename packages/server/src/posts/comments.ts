import { type Comment, LinstaError } from '@linsta/protocol'
import type { PostsContext } from './postsContext.ts'
import { toComment } from './toComment.ts'

export const createComments = ({ posts, people, notices, clock, ids }: PostsContext) => ({
  /**
   * Tells the author of the post.
   * @throws LinstaError `post_not_found`
   */
  async commentOnPost(command: { actorId: string; postId: string; text: string }): Promise<Comment> {
    const { actorId, postId, text } = command
    const post = await posts.read(postId, undefined)
    if (post === undefined) throw new LinstaError('post_not_found')
    const notification = await notices.prepare({
      type: 'COMMENT',
      actorId,
      ownerId: post.authorId,
      referenceId: postId,
      what: 'commented on your post',
    })
    const id = ids.next()
    const at = clock.now()
    await posts.comment({ id, postId, actorId, text, at, notification })
    const users = await people.read([actorId])
    return toComment({ _id: id, postId, userId: actorId, text, createdAt: at }, users.get(actorId), actorId)
  },

  /**
   * Newest first.
   * @throws LinstaError `post_not_found`
   */
  async listComments(page: {
    viewerId: string | undefined
    postId: string
    limit: number
    skip: number
  }): Promise<Comment[]> {
    const { viewerId, postId, limit, skip } = page
    const states = await posts.listComments({ postId, limit, skip })
    if (states === undefined) throw new LinstaError('post_not_found')
    const users = await people.read(states.map((state) => state.userId))
    return states.map((state) => toComment(state, users.get(state.userId), viewerId))
  },

  /**
   * Takes one's own comment away with its notification.
   * @throws LinstaError `comment_not_found`, `not_your_comment`
   */
  async deleteComment(command: { actorId: string; postId: string; commentId: string }): Promise<void> {
    await posts.deleteComment({ ...command, at: clock.now() })
  },
})
