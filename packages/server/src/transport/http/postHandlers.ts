import type { Posts } from '../../posts/createPosts.ts'
import type { Handlers } from './handlers.ts'

type PostRoute =
  | 'createPost'
  | 'listPosts'
  | 'getPost'
  | 'deletePost'
  | 'likePost'
  | 'unlikePost'
  | 'commentOnPost'
  | 'listComments'
  | 'deleteComment'

export const createPostHandlers = (posts: Posts): Pick<Handlers, PostRoute> => ({
  createPost: ({ actorId, body }) => posts.createPost({ actorId, ...body }),
  listPosts({ actorId, query: { search, eventId, limit, skip } }) {
    return posts.listPosts({ viewerId: actorId, search, eventId, limit, skip })
  },
  getPost: ({ actorId, params }) => posts.getPost({ viewerId: actorId, postId: params.id }),
  async deletePost({ actorId, params }) {
    await posts.deletePost({ actorId, postId: params.id })
    return { success: true, message: 'Post deleted successfully' }
  },
  async likePost({ actorId, params }) {
    const { likeCount } = await posts.likePost({ actorId, postId: params.id })
    return { success: true, message: 'Post liked successfully', likeCount }
  },
  async unlikePost({ actorId, params }) {
    const { likeCount } = await posts.unlikePost({ actorId, postId: params.id })
    return { success: true, message: 'Like removed successfully', likeCount }
  },
  commentOnPost: ({ actorId, params, body }) => posts.commentOnPost({ actorId, postId: params.id, text: body.text }),
  listComments: ({ actorId, params, query }) => posts.listComments({ viewerId: actorId, postId: params.id, ...query }),
  async deleteComment({ actorId, params }) {
    await posts.deleteComment({ actorId, ...params })
    return { success: true, message: 'Comment deleted successfully' }
  },
})
