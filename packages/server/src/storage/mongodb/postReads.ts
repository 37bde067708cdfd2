import type { ObjectId } from 'mongodb'
import type { CommentState, PostState, PostStore } from '../../ports/postStore.ts'
import { likeKey } from './actions.ts'
import type { ActionDocument, Collections, PostDocument } from './collections.ts'
import { toId, toObjectId } from './keys.ts'
import { contains } from './textMatch.ts'

type Context = Pick<Collections, 'posts' | 'events' | 'actions'>

/** What the rules read of posts and comments. */
export function createPostReads({
  posts,
  events,
  actions,
}: Context): Pick<PostStore, 'read' | 'list' | 'listComments'> {
  const findPost = (postId: string) => posts.findOne({ _id: toObjectId(postId), deletedAt: 0 })

  async function readTitles(eventIds: ObjectId[]): Promise<Map<string, string>> {
    if (eventIds.length === 0) return new Map()
    const found = await events.find({ _id: { $in: eventIds }, deletedAt: 0 }).toArray()
    return new Map(found.map(({ _id, fields }) => [toId(_id), fields.title]))
  }

  /** How many of each kind are on, by the post's id and the kind. */
  async function countActions(postIds: ObjectId[]): Promise<Map<string, number>> {
    const counted = await actions
      .aggregate<{ _id: { targetId: ObjectId; kind: string }; count: number }>([
        { $match: { targetId: { $in: postIds }, isActive: true } },
        { $group: { _id: { targetId: '$targetId', kind: '$kind' }, count: { $sum: 1 } } },
      ])
      .toArray()
    return new Map(counted.map(({ _id, count }) => [`${_id.kind} ${toId(_id.targetId)}`, count]))
  }

  async function readLikedBy(viewerId: string | undefined, postIds: ObjectId[]): Promise<Set<string>> {
    if (viewerId === undefined) return new Set()
    const keys = postIds.map((postId) => likeKey(toId(postId), viewerId))
    const found = await actions.find({ targetId: { $in: postIds }, _id: { $in: keys }, isActive: true }).toArray()
    return new Set(found.map(({ targetId }) => toId(targetId)))
  }

  async function toStates(documents: PostDocument[], viewerId: string | undefined): Promise<PostState[]> {
    if (documents.length === 0) return []
    const ids = documents.map(({ _id }) => _id)
    const [titles, counts, liked] = await Promise.all([
      readTitles(documents.flatMap(({ eventId }) => (eventId === null ? [] : [eventId]))),
      countActions(ids),
      readLikedBy(viewerId, ids),
    ])
    return documents.map(({ _id: postId, authorId, caption, eventId, media, createdAt }) => {
      const _id = toId(postId)
      const title = eventId === null ? undefined : titles.get(toId(eventId))
      const event = eventId === null || title === undefined ? null : { _id: toId(eventId), title }
      const likeCount = counts.get(`like ${_id}`) ?? 0
      const commentCount = counts.get(`comment ${_id}`) ?? 0
      return { _id, authorId, caption, event, media, likeCount, commentCount, userLiked: liked.has(_id), createdAt }
    })
  }

  return {
    async read(postId, viewerId) {
      const post = await findPost(postId)
      return post === null ? undefined : (await toStates([post], viewerId))[0]
    },

    async list({ viewerId, search, eventId, limit, skip }) {
      const isMeant = {
        deletedAt: 0,
        ...(search === undefined ? {} : { captionFolded: contains(search) }),
        ...(eventId === undefined ? {} : { eventId: toObjectId(eventId) }),
      }
      // Ids rise with time, so that the newest first is the collection backwards.
      return toStates(await posts.find(isMeant).sort({ _id: -1 }).skip(skip).limit(limit).toArray(), viewerId)
    },

    async listComments({ postId, limit, skip }) {
      if ((await findPost(postId)) === null) return undefined
      const isMeant = { targetId: toObjectId(postId), kind: 'comment' as const, isActive: true }
      return (await actions.find(isMeant).sort({ id: -1 }).skip(skip).limit(limit).toArray()).map(toCommentState)
    },
  }
}

const toCommentState = ({ id, targetId, actorId, text, at }: ActionDocument): CommentState => ({
  _id: toId(id),
  postId: toId(targetId),
  userId: actorId,
  text: text ?? '',
  createdAt: at,
})
