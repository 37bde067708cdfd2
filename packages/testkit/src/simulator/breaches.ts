/** What a run is checked for. The sentences that it finds broken are told by these names. */
export type CheckName =
  | 'acked once' // P1, P2: what was acked is in the log, once, and so is what was only kept to be sent
  | 'order of sending' // P3: sends of one client in one room
  | 'order of delivery' // P3: every connection gets a log in order, whole, nothing twice
  | 'one log' // P3: positions without gaps, and counts that a replay of them agrees with
  | 'nothing to outsiders' // P5, P6
  | 'same as fresh' // P4: a client's state is that of one that has just begun
  | 'counts' // P11
  | 'receipts forward'
  | 'one notification' // P8
  | 'presence' // P7
  | 'nothing hangs'
  | 'nothing thrown'

export type Breach = { check: CheckName; sentence: string }

/** Collects what is broken; the run goes on, since the second sentence often explains the first. */
export type Breaches = {
  add(check: CheckName, sentence: string): void
  readonly all: readonly Breach[]
}

const BREACHES_MAX = 50 // of one run: a broken rule breaks again and again

export function createBreaches(note: (text: string) => void): Breaches {
  const all: Breach[] = []
  return {
    add(check, sentence) {
      note(`BREACH ${check}: ${sentence}`)
      if (all.length < BREACHES_MAX) all.push({ check, sentence })
    },
    all,
  }
}
