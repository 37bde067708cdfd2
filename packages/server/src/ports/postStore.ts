import type { NewNotification } from './inboxStore.ts'

export type MediaState = { _id: string; mediaType: string; mediaUrl: string }

export type PostState = {
  _id: string
  authorId: string
  caption: string
  event: { _id: string; title: string } | null
  media: MediaState[]
  likeCount: number
  commentCount: number
  /** Whether the viewer likes it. */
  userLiked: boolean
  /** Milliseconds since 1970. */
  createdAt: number
}

export type CommentState = { _id: string; postId: string; userId: string; text: string; createdAt: number }

/** What an action puts into inboxes is stored with it; `InboxStore.onAppended` hears of it. */
export type PostStore = {
  /** @throws LinstaError `event_not_found` if `eventId` names none */
  create(command: {
    id: string
    authorId: string
    caption: string
    eventId: string | undefined
    media: MediaState[]
    at: number
  }): Promise<void>
  read(postId: string, viewerId: string | undefined): Promise<PostState | undefined>
  /** Newest first. `search` matches captions, ignoring case. */
  list(page: {
    viewerId: string
    search: string | undefined
    eventId: string | undefined
    limit: number
    skip: number
  }): Promise<PostState[]>
  /**
   * Takes the post away with its likes, comments and notifications.
   * @throws LinstaError `post_not_found`, `not_your_post`
   */
  delete(command: { postId: string; actorId: string; at: number }): Promise<void>

  /**
   * Switches the like on. The notification is stored with it, unless an earlier one of the same like was read
   * before it was taken back.
   * @throws LinstaError `post_not_found`, `already_liked`
   */
  like(command: {
    postId: string
    actorId: string
    at: number
    notification: NewNotification | undefined
  }): Promise<{ likeCount: number }>
  /**
   * Switches the like off and takes its notification back.
   * @throws LinstaError `post_not_found`, `like_not_found`
   */
  unlike(command: { postId: string; actorId: string; at: number }): Promise<{ likeCount: number }>

  /** @throws LinstaError `post_not_found` */
  comment(command: {
    id: string
    postId: string
    actorId: string
    text: string
    at: number
    notification: NewNotification | undefined
  }): Promise<void>
  /** Newest first; undefined if there is no such post. */
  listComments(page: { postId: string; limit: number; skip: number }): Promise<CommentState[] | undefined>
  /**
   * Takes the comment away with its notification.
   * @throws LinstaError `comment_not_found`, `not_your_comment`
   */
  deleteComment(command: { postId: string; commentId: string; actorId: string; at: number }): Promise<void>
}
