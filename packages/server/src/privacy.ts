import type { Privacy as PrivacyOnWire } from '@linsta/protocol'
import type { PrivacyState, UserStore } from './ports/userStore.ts'

const OPEN: PrivacyState = { receipts: true, invisible: false }

/** What people show of themselves, answered from memory: few of them ever change it. */
export type Privacy = {
  of(userId: string): PrivacyState
  /** Resolves when it is stored; from then on it holds for what is sent. */
  set(
    userId: string,
    change: { [Name in keyof PrivacyOnWire]?: PrivacyOnWire[Name] | undefined },
  ): Promise<PrivacyState>
}

export async function createPrivacy({ users }: { users: UserStore }): Promise<Privacy> {
  const changed = await users.readPrivacy()
  const of = (userId: string) => changed.get(userId) ?? OPEN
  return {
    of,
    async set(userId, { receipts = of(userId).receipts, invisible = of(userId).invisible }) {
      const state = { receipts, invisible }
      await users.setPrivacy({ userId, ...state })
      changed.set(userId, state)
      return state
    },
  }
}
