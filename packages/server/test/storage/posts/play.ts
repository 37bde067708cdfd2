import { LinstaError } from '@linsta/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectInbox, takeSnapshot } from '../inboxes/replayInbox.ts'
import { NOON, newId, newUserId, type OpenStorage, PLAY_MS, readInbox, useStorage } from '../kit.ts'
import { ann, createPostActs } from './postActs.ts'

const POSTS = 2
const ACTORS = [ann, newUserId('cid'), newUserId('dee')]

const step = fc.record({
  act: fc.constantFrom('like', 'unlike', 'like', 'comment', 'deleteComment', 'like', 'unlike', 'readAll', 'look'),
  post: fc.nat(POSTS - 1),
  actor: fc.constantFrom(...ACTORS),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** What must be true of one post: the rules in their simplest form. A notice is null once it was taken back. */
type Model = {
  postId: string
  likes: Set<string>
  comments: { id: string; actor: string }[]
  notices: Map<string, { isRead: boolean; isTakenBack: boolean }>
}

/** Does a step to the model and returns what the storage must answer: an outcome, or the code of a refusal. */
function expectStep({ act, actor }: Step, { model, id }: { model: Model; id: string }): object | string {
  const { likes, comments, notices } = model
  const likeKey = `like ${actor}`
  const tell = (key: string) => {
    const earlier = notices.get(key)
    const isTold = actor !== ann && (earlier === undefined || (earlier.isTakenBack && !earlier.isRead))
    if (isTold) notices.set(key, { isRead: false, isTakenBack: false })
    return isTold ? expect.objectContaining({ userId: ann, readAt: null }) : undefined
  }
  const takeBack = (key: string) => {
    const notice = notices.get(key)
    if (notice !== undefined) notice.isTakenBack = true
  }
  switch (act) {
    case 'like':
      if (likes.has(actor)) return 'already_liked'
      likes.add(actor)
      return { likeCount: likes.size, notified: tell(likeKey) }
    case 'unlike':
      if (!likes.delete(actor)) return 'like_not_found'
      takeBack(likeKey)
      return { likeCount: likes.size }
    case 'comment':
      comments.push({ id, actor })
      return { id, notified: tell(`comment ${id}`) }
    default: {
      const oldest = comments[0]
      if (oldest === undefined) return 'comment_not_found'
      if (oldest.actor !== actor) return 'not_your_comment'
      comments.shift()
      takeBack(`comment ${oldest.id}`)
      return {}
    }
  }
}

/** [P11] Random likes, unlikes and comments, called at once, against a model that recounts everything. */
export function describePostPlay(open: OpenStorage): void {
  describe('random play on posts', () => {
    const storage = useStorage(open)
    const acts = createPostActs(storage)

    function call({ act, actor }: Step, { model, id }: { model: Model; id: string }): Promise<object | undefined> {
      const { postId, comments } = model
      if (act === 'like') return acts.like(postId, actor)
      if (act === 'unlike') return acts.unlike(postId, actor)
      if (act === 'comment') return acts.comment(postId, actor, id)
      return acts.deleteComment(postId, comments[0]?.id ?? newId(), actor).then(() => ({}))
    }

    async function play(steps: Step[]): Promise<void> {
      const models: Model[] = []
      for (let index = 0; index < POSTS; index += 1) {
        models.push({ postId: await acts.post(), likes: new Set(), comments: [], notices: new Map() })
      }
      const snapshots = [await takeSnapshot(storage().inboxes, ann)]
      const expected: unknown[] = []
      const answers: Promise<unknown>[] = []
      for (const [index, one] of steps.entries()) {
        const model = models[one.post]
        if (model === undefined) throw new Error('no such post')
        if (one.act === 'look') {
          // When some answer is there, while what was called after it is under way.
          await answers[(index * 7) % answers.length]
          snapshots.push(await takeSnapshot(storage().inboxes, ann))
          continue
        }
        if (one.act === 'readAll') {
          answers.push(storage().inboxes.markAllRead({ userId: ann, at: NOON }))
          expected.push(undefined)
          for (const { notices } of models) {
            for (const notice of notices.values()) if (!notice.isTakenBack) notice.isRead = true
          }
          continue
        }
        const id = newId()
        // Nothing is awaited between the calls: they take effect in this order all the same.
        answers.push(call(one, { model, id }).catch((error) => (error instanceof LinstaError ? error.code : error)))
        expected.push(expectStep(one, { model, id }))
      }
      expect(await Promise.all(answers)).toEqual(expected)
      for (const model of models) await recount(model)
      await expectInbox(storage().inboxes, ann, { snapshots, heard: acts.heard })
    }

    async function recount({ postId, likes, comments, notices }: Model): Promise<void> {
      const counts = { likeCount: likes.size, commentCount: comments.length }
      for (const actor of ACTORS) {
        expect(await storage().posts.read(postId, actor)).toMatchObject({ ...counts, userLiked: likes.has(actor) })
      }
      const listed = await storage().posts.listComments({ postId, limit: 1_000, skip: 0 })
      expect(listed?.map(({ _id }) => _id)).toEqual(comments.map(({ id }) => id).toReversed())
      const shown = (await readInbox(storage(), ann)).filter(({ referenceId }) => referenceId === postId)
      const inForce = [...notices.values()].filter(({ isTakenBack }) => !isTakenBack)
      expect(shown).toHaveLength(inForce.length)
      expect(shown.filter(({ readAt }) => readAt === null)).toHaveLength(inForce.filter(({ isRead }) => !isRead).length)
    }

    it('[P4] [P8] [P11] whatever people do at once, answers, counts, notifications and the inbox’s log agree with a recount', async () => {
      const plays = fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), play)
      await fc.assert(plays, { numRuns: 50, interruptAfterTimeLimit: PLAY_MS })
    })
  })
}
