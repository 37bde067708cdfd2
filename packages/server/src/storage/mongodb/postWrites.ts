import { LinstaError } from '@linsta/protocol'
import { ObjectId } from 'mongodb'
import { foldText } from '../../ports/foldText.ts'
import type { PostStore } from '../../ports/postStore.ts'
import { type Actions, authorKey, commentKey, likeKey, targetKey } from './actions.ts'
import type { CallOrder } from './callOrder.ts'
import type { Collections, PostDocument } from './collections.ts'
import { inboxKey } from './inboxWrites.ts'
import { toObjectId } from './keys.ts'
import type { UserWrites } from './userWrites.ts'

type Context = Pick<Collections, 'posts' | 'events' | 'actions'> & {
  acting: Actions
  users: Pick<UserWrites, 'ensure'>
  callOrder: CallOrder
}

/** The writes of posts, likes and comments, each with its notification (P8). */
export function createPostWrites({
  posts,
  events,
  actions,
  acting,
  users,
  callOrder,
}: Context): Omit<PostStore, 'read' | 'list' | 'listComments'> {
  const findPost = (postId: string) => posts.findOne({ _id: toObjectId(postId), deletedAt: 0 })

  async function getPost(postId: string): Promise<PostDocument> {
    const post = await findPost(postId)
    if (post === null) throw new LinstaError('post_not_found')
    return post
  }

  /** In the order of the calls that touch the post or its author's inbox. */
  const inOrder = <Result>(postId: string, task: () => Promise<Result>): Promise<Result> =>
    callOrder.runWhenKnown(async () => {
      const post = await findPost(postId)
      return [targetKey(postId), ...(post === null ? [] : [inboxKey(post.authorId)])]
    }, task)

  const countLikes = (postId: string) =>
    actions.countDocuments({ targetId: toObjectId(postId), kind: 'like', isActive: true })

  return {
    create: ({ id, authorId, caption, eventId, media, at }) =>
      callOrder.run([targetKey(id), authorKey(authorId)], async () => {
        const event = eventId === undefined ? null : await events.findOne({ _id: toObjectId(eventId), deletedAt: 0 })
        if (eventId !== undefined && event === null) throw new LinstaError('event_not_found')
        await users.ensure([authorId])
        const about = { authorId, caption, captionFolded: foldText(caption), eventId: event?._id ?? null, media }
        await posts.insertOne({ _id: toObjectId(id), ...about, createdAt: at, deletedAt: 0 })
      }),

    delete: ({ postId, actorId, at }) =>
      inOrder(postId, async () => {
        const post = await getPost(postId)
        if (post.authorId !== actorId) throw new LinstaError('not_your_post')
        // Nobody sees it from here on; what a crash leaves of it the sweeper takes away.
        await posts.updateOne({ _id: post._id }, { $set: { deletedAt: at } })
        await acting.removeTarget({ kind: 'post', targetId: post._id, at })
      }),

    like: ({ postId, actorId, at, notification }) =>
      inOrder(postId, async () => {
        const post = await getPost(postId)
        await users.ensure([actorId])
        const about = { _id: likeKey(postId, actorId), kind: 'like' as const, id: new ObjectId(), text: null }
        await acting.switchOn(
          { ...about, targetId: post._id, ownerId: notification?.userId ?? post.authorId, actorId, at, notification },
          { already: 'already_liked', gone: 'post_not_found' },
        )
        return { likeCount: await countLikes(postId) }
      }),

    unlike: ({ postId, actorId, at }) =>
      inOrder(postId, async () => {
        const { _id: targetId } = await getPost(postId)
        await acting.switchOff({ key: likeKey(postId, actorId), targetId, at, absent: 'like_not_found' })
        return { likeCount: await countLikes(postId) }
      }),

    comment: ({ id, postId, actorId, text, at, notification }) =>
      inOrder(postId, async () => {
        const post = await getPost(postId)
        await users.ensure([actorId])
        const about = { _id: commentKey(postId, id), kind: 'comment' as const, id: toObjectId(id), text }
        await acting.switchOn(
          { ...about, targetId: post._id, ownerId: notification?.userId ?? post.authorId, actorId, at, notification },
          { already: 'internal', gone: 'post_not_found' },
        )
      }),

    deleteComment: ({ postId, commentId, actorId, at }) =>
      inOrder(postId, async () => {
        const [key, targetId] = [commentKey(postId, commentId), toObjectId(postId)]
        const comment = await actions.findOne({ _id: key, targetId })
        if (comment?.isActive !== true) throw new LinstaError('comment_not_found')
        if (comment.actorId !== actorId) throw new LinstaError('not_your_comment')
        await acting.switchOff({ key, targetId, at, absent: 'comment_not_found' })
        // Its notification is taken back: the row has nothing to say any more.
        await actions.deleteOne({ _id: key, targetId, isActive: false, owedSince: 0 })
      }),
  }
}
