import { LinstaError, type Post, type RouteBody } from '@linsta/protocol'
import type { PostsContext } from './postsContext.ts'
import { toPost } from './toPost.ts'

export const createCreatePost = ({ posts, people, clock, ids }: PostsContext) =>
  /** @throws LinstaError `event_not_found` if it is about an event that does not exist */
  async function createPost(command: RouteBody<'createPost'> & { actorId: string }): Promise<Post> {
    const { actorId, caption, eventId, media } = command
    const id = ids.next()
    await posts.create({
      id,
      authorId: actorId,
      caption,
      eventId,
      media: media.map(({ url, type }) => ({ _id: ids.next(), mediaType: type, mediaUrl: url })),
      at: clock.now(),
    })
    const [state, authors] = await Promise.all([posts.read(id, actorId), people.read([actorId])])
    // Its author may have deleted it meanwhile, on another connection that saw it in the feed.
    if (state === undefined) throw new LinstaError('post_not_found')
    return toPost(state, authors.get(actorId), actorId)
  }
