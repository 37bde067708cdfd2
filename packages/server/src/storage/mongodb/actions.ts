import { type ErrorCode, LinstaError } from '@linsta/protocol'
import type { ObjectId } from 'mongodb'
import type { NewNotification } from '../../ports/inboxStore.ts'
import type { ActionDocument, Collections } from './collections.ts'
import { isDuplicate } from './errors.ts'
import type { InboxWrites } from './inboxWrites.ts'
import { pauseBeforeAttempt } from './pauseBeforeAttempt.ts'

type Context = Pick<Collections, 'actions' | 'posts' | 'events'> & {
  inbox: Pick<InboxWrites, 'notify' | 'retract' | 'retractAllAbout'>
}

/** What is done to a post or an event, by whom. */
export type NewAction = Pick<
  ActionDocument,
  '_id' | 'kind' | 'id' | 'targetId' | 'ownerId' | 'actorId' | 'at' | 'text'
> & {
  notification: NewNotification | undefined
}

/**
 * What people do to posts and events, each with the notification that it causes (P8). The action is stored first, with
 * what it owes the owner's inbox; then the inbox is brought in line, and the debt crossed out. Nobody changes an action
 * over a debt: whoever finds one settles it first, as the sweeper does with those that a crash left.
 */
export function createActions({ actions, posts, events, inbox }: Context) {
  async function isTargetThere({ kind, targetId }: Pick<ActionDocument, 'kind' | 'targetId'>): Promise<boolean> {
    const there = { _id: targetId, deletedAt: 0 }
    return (await (kind === 'rsvp' ? events.findOne(there) : posts.findOne(there))) !== null
  }

  /** Brings the inbox in line with the action as it is. Done twice, or late, it changes nothing. */
  async function settle(action: ActionDocument): Promise<void> {
    const { _id, targetId, ownerId, generation, isActive, owed } = action
    if (owed !== null) {
      const about = { userId: ownerId, dedupeKey: _id, generation, at: owed.at }
      if (owed.notification === null) await inbox.retract(about)
      else await inbox.notify({ ...about, notification: owed.notification })
    }
    // Its target may have gone while the notification was on its way, and found nothing to take back.
    if (isActive && !(await isTargetThere(action))) {
      await inbox.retract({ userId: ownerId, dedupeKey: _id, generation, at: owed?.at ?? action.at })
      await actions.deleteOne({ _id, targetId, generation, isActive })
      return
    }
    if (owed !== null) await actions.updateOne({ _id, targetId, generation, isActive }, { $set: SETTLED })
  }

  /** The action as it is, with nothing owed. */
  async function readSettled(key: string, targetId: ObjectId): Promise<ActionDocument | undefined> {
    for (let attempts = 0; ; attempts += 1) {
      await pauseBeforeAttempt(attempts)
      const action = await actions.findOne({ _id: key, targetId })
      if (action === null || action.owed === null) return action ?? undefined
      await settle(action)
    }
  }

  /** @returns whether it was stored over exactly what was there */
  async function store(action: ActionDocument, earlier: ActionDocument | undefined): Promise<boolean> {
    if (earlier === undefined) {
      try {
        await actions.insertOne(action)
        return true
      } catch (error) {
        if (!isDuplicate(error)) throw error
        return false
      }
    }
    const { _id, targetId, generation, isActive } = earlier
    const { matchedCount } = await actions.replaceOne({ _id, targetId, generation, isActive, owedSince: 0 }, action)
    return matchedCount === 1
  }

  return {
    settle,

    /** @throws LinstaError `already` if it is on, `gone` if its target is not there any more */
    async switchOn(made: NewAction, { already, gone }: { already: ErrorCode; gone: ErrorCode }): Promise<void> {
      const { notification, ...about } = made
      for (let attempts = 0; ; attempts += 1) {
        await pauseBeforeAttempt(attempts)
        const earlier = await readSettled(made._id, made.targetId)
        if (earlier?.isActive === true) throw new LinstaError(already)
        const notifies = notification !== undefined
        const owed = notifies ? { owed: { notification, at: made.at }, owedSince: Date.now() } : SETTLED
        const action = { ...about, generation: (earlier?.generation ?? 0) + 1, isActive: true, notifies, ...owed }
        if (!(await store(action, earlier))) continue
        await settle(action)
        if (!(await isTargetThere(action))) throw new LinstaError(gone)
        return
      }
    },

    /** @throws LinstaError `absent` if it is not on */
    async switchOff(command: { key: string; targetId: ObjectId; at: number; absent: ErrorCode }): Promise<void> {
      const { key, targetId, at, absent } = command
      for (let attempts = 0; ; attempts += 1) {
        await pauseBeforeAttempt(attempts)
        const earlier = await readSettled(key, targetId)
        if (earlier?.isActive !== true) throw new LinstaError(absent)
        const owed = earlier.notifies ? { owed: { notification: null, at }, owedSince: Date.now() } : SETTLED
        const action = { ...earlier, isActive: false, ...owed }
        if (!(await store(action, earlier))) continue
        return settle(action)
      }
    },

    /**
     * Takes a post or an event away that nobody sees any more, with all that was done to it and the notifications of
     * that. An action that is just being stored finds it gone and takes itself back.
     */
    async removeTarget({ kind, targetId, at }: { kind: 'post' | 'event'; targetId: ObjectId; at: number }) {
      await inbox.retractAllAbout({ referenceId: targetId.toHexString(), at })
      const owing = await actions.find({ targetId, owedSince: { $gt: 0 } }).toArray()
      for (const action of owing) await settle(action)
      await actions.deleteMany({ targetId, owedSince: 0 })
      if (kind === 'post') await posts.deleteOne({ _id: targetId })
      else await events.deleteOne({ _id: targetId })
    },
  }
}

export type Actions = ReturnType<typeof createActions>

const SETTLED = { owed: null, owedSince: 0 }

/** What calls that touch a post or an event have in common. */
export const targetKey = (targetId: string): string => `target ${targetId}`

/** What calls have in common by which somebody makes posts and events. */
export const authorKey = (userId: string): string => `author ${userId}`

/** An action's name, which is its notification's in inboxes: one each. */
export const likeKey = (postId: string, actorId: string): string => `like:${postId}:${actorId}`
export const commentKey = (postId: string, commentId: string): string => `comment:${postId}:${commentId}`
export const rsvpKey = (eventId: string, actorId: string): string => `rsvp:${eventId}:${actorId}`
