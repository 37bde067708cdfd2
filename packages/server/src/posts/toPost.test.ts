import { post } from '@linsta/protocol'
import { describe, expect, it } from 'vitest'
import type { PostState } from '../ports/postStore.ts'
import { toPost } from './toPost.ts'

const ID = '0123456789abcdef01234567'
const ann = { userId: 'ann', name: 'Ann', email: 'ann@example.org', picture: null }
const state: PostState = {
  _id: ID,
  authorId: 'ann',
  caption: 'A post',
  event: null,
  media: [],
  likeCount: 1,
  commentCount: 2,
  userLiked: true,
  createdAt: 1,
}

describe('a post on the wire', () => {
  it('has what the protocol says, and leaves out what there is not', () => {
    const sent = toPost(state, ann, 'bob')
    expect(post.parse(sent)).toEqual(sent)
    expect(sent.author).toEqual({ _id: 'ann', name: 'Ann', email: 'ann@example.org' })
    for (const field of ['event', 'eventId']) expect(sent).not.toHaveProperty(field)
    expect(sent.author).not.toHaveProperty('profileImageUrl')
  })

  it('has its event and its author’s picture where there are any', () => {
    const event = { _id: ID, title: 'A concert' }
    const sent = toPost({ ...state, event }, { ...ann, picture: '/ann.jpg' }, 'bob')
    expect(post.parse(sent)).toEqual(sent)
    expect(sent).toMatchObject({ eventId: ID, event, author: { profileImageUrl: '/ann.jpg' } })
  })

  it('gives the author’s email to nobody without a token', () => {
    expect(JSON.stringify(toPost(state, ann, undefined))).not.toContain('example.org')
  })
})
