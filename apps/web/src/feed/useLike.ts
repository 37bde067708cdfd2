import { LinstaError } from '@linsta/client'
import type { Post } from '../rest/entities.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'

/** Likes and unlikes: shown at once, and taken back where the server says no. */
export function useLike(change: (id: string, next: (post: Post) => Post) => void): (post: Post) => void {
  const rest = useRest()
  const say = useNotice()
  return ({ _id: id, userLiked }) => {
    const set = (isLiked: boolean, likeCount?: number) =>
      change(id, (post) => ({
        ...post,
        userLiked: isLiked,
        likeCount: likeCount ?? post.likeCount + (post.userLiked === isLiked ? 0 : isLiked ? 1 : -1),
      }))
    set(!userLiked)
    rest(userLiked ? 'unlikePost' : 'likePost', { params: { id } }).then(
      ({ likeCount }) => set(!userLiked, likeCount),
      (error: unknown) => {
        // Another tab was there first: it is as it was to be.
        if (error instanceof LinstaError && ['already_liked', 'like_not_found'].includes(error.code)) return
        set(userLiked)
        say(sayError(error))
      },
    )
  }
}
