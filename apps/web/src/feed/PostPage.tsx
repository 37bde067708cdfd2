import { useState } from 'react'
import { useLocation } from 'wouter'
import { useNews } from '../notifications/useNews.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'
import { useLoaded } from '../rest/useLoaded.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'
import { Page } from '../shell/Page.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { ErrorState, Loading } from '../ui/State.tsx'
import { Comments } from './Comments.tsx'
import { PostCard } from './PostCard.tsx'
import { useLike } from './useLike.ts'

/** One post with its comments: what a notification of a like or a comment leads to. */
export function PostPage({ postId }: { postId: string }) {
  const rest = useRest()
  const say = useNotice()
  const [, navigate] = useLocation()
  const [isUnwanted, setUnwanted] = useState(false)
  const { loaded, reload, change } = useLoaded(`post ${postId}`, () => rest('getPost', { params: { id: postId } }))
  useNews([postId], reload)
  const like = useLike((_id, next) => change(next))

  async function remove(): Promise<void> {
    setUnwanted(false)
    try {
      await rest('deletePost', { params: { id: postId } })
      say('The post is deleted')
      navigate('/feed')
    } catch (error) {
      say(sayError(error))
    }
  }

  const author = loaded.state === 'ready' ? loaded.value.author.name : undefined
  return (
    <Page
      title={author === undefined ? 'Post' : `Post by ${author}`}
      back={{ href: '/feed', label: 'Back to the feed' }}
    >
      {loaded.state === 'loading' ? <Loading rows={1} height="16rem" /> : null}
      {loaded.state === 'failed' ? <ErrorState error={loaded.error} retry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <>
          <PostCard post={loaded.value} onLike={like} onDelete={() => setUnwanted(true)} isWhole />
          <Comments
            postId={postId}
            onCount={(by) => change((post) => ({ ...post, commentCount: post.commentCount + by }))}
          />
        </>
      ) : null}
      {isUnwanted ? (
        <ConfirmDialog
          title="Delete this post?"
          label="Delete"
          onConfirm={() => void remove()}
          onClose={() => setUnwanted(false)}
        >
          It disappears for everybody, with its likes and comments.
        </ConfirmDialog>
      ) : null}
    </Page>
  )
}
