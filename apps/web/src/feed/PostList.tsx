import { useState } from 'react'
import type { Post } from '../rest/entities.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'
import type { PagedList } from '../rest/usePages.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { MoreButton } from '../ui/MoreButton.tsx'
import { PostCard } from './PostCard.tsx'
import { useLike } from './useLike.ts'

/** Posts below each other, the next ones loaded when the last come near. */
export function PostList({
  list,
  posts,
  hasMore,
}: {
  list: PagedList<Post>
  posts: readonly Post[]
  hasMore: boolean
}) {
  const rest = useRest()
  const say = useNotice()
  const [unwanted, setUnwanted] = useState<Post | null>(null)
  const like = useLike((id, next) => list.change((all) => all.map((post) => (post._id === id ? next(post) : post))))

  async function remove({ _id: id }: Post): Promise<void> {
    setUnwanted(null)
    try {
      await rest('deletePost', { params: { id } })
      list.change((all) => all.filter((post) => post._id !== id))
      say('The post is deleted')
    } catch (error) {
      say(sayError(error))
    }
  }

  return (
    <div className="posts">
      {posts.map((post) => (
        <PostCard key={post._id} post={post} onLike={like} onDelete={setUnwanted} />
      ))}
      {hasMore ? <MoreButton more={list.more} loadMore={list.loadMore} /> : null}
      {unwanted === null ? null : (
        <ConfirmDialog
          title="Delete this post?"
          label="Delete"
          onConfirm={() => void remove(unwanted)}
          onClose={() => setUnwanted(null)}
        >
          It disappears for everybody, with its likes and comments.
        </ConfirmDialog>
      )}
    </div>
  )
}
