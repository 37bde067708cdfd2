import { CalendarDays, Heart, MessageSquare, Trash2 } from 'lucide-react'
import { Link } from 'wouter'
import { useOwnId } from '../account/AccountProvider.tsx'
import type { Post } from '../rest/entities.ts'
import { Person } from '../ui/Person.tsx'
import { Time } from '../ui/Time.tsx'

/** One post: who, what, and what others make of it. */
export function PostCard(props: {
  post: Post
  onLike(post: Post): void
  onDelete(post: Post): void
  isWhole?: boolean
}) {
  const { post, onLike, onDelete, isWhole = false } = props
  const { author } = post
  const ownId = useOwnId()
  const picture = author.picture ?? author.profileImageUrl
  return (
    <article className="post" aria-label={`Post by ${author.name}`}>
      <header>
        <Person person={{ ...author, ...(picture === undefined ? {} : { picture }) }}>
          <Time at={post.createdAt} />
        </Person>
        {post.authorId === ownId ? (
          <button type="button" className="icon-button" aria-label="Delete this post" onClick={() => onDelete(post)}>
            <Trash2 size={18} aria-hidden="true" />
          </button>
        ) : null}
      </header>
      <p className="text" dir="auto">
        {post.caption}
      </p>
      <Media post={post} />
      {post.event === undefined ? null : (
        <Link className="about" href={`/events/${post.event._id}`}>
          <CalendarDays size={16} aria-hidden="true" />
          <bdi>{post.event.title}</bdi>
        </Link>
      )}
      <footer>
        <button type="button" className="act" aria-pressed={post.userLiked} onClick={() => onLike(post)}>
          <Heart size={18} aria-hidden="true" />
          <span className="unseen">{post.userLiked ? 'Liked, ' : 'Like, '}</span>
          {post.likeCount}
          <span className="unseen"> {post.likeCount === 1 ? 'like' : 'likes'}</span>
        </button>
        {isWhole ? (
          <span className="act">
            <MessageSquare size={18} aria-hidden="true" />
            {post.commentCount} <span className="unseen">{post.commentCount === 1 ? 'comment' : 'comments'}</span>
          </span>
        ) : (
          <Link className="act" href={`/feed/${post._id}`}>
            <MessageSquare size={18} aria-hidden="true" />
            {post.commentCount} <span className="unseen">{post.commentCount === 1 ? 'comment' : 'comments'}</span>
          </Link>
        )}
      </footer>
    </article>
  )
}

function Media({ post }: { post: Post }) {
  if (post.media.length === 0) return null
  return (
    <div className={post.media.length > 1 ? 'media many' : 'media'}>
      {post.media.map(({ _id, mediaType, mediaUrl }) =>
        mediaType.startsWith('video') ? (
          // biome-ignore lint/a11y/useMediaCaption: whoever posts a film names an address, and no captions.
          <video key={_id} src={mediaUrl} controls preload="metadata" />
        ) : (
          <img key={_id} src={mediaUrl} alt={`From ${post.author.name}`} loading="lazy" />
        ),
      )}
    </div>
  )
}
