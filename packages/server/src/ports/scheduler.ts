export type Timer = { cancel(): void }

/** Work for later. Whoever asks for a timer cancels it when it closes. */
export type Scheduler = {
  /** Runs `task` once after `delayMs` milliseconds (at most 2^31 − 1). */
  after(delayMs: number, task: () => void): Timer
  /** Runs `task` each `periodMs` milliseconds. */
  every(periodMs: number, task: () => void): Timer
}
