/*
 * The one clock of a run. Nothing in it waits for real time: the next timer is always due.
 */

type Timer = { cancel(): void }

type Task = { at: number; order: number; run: () => void; isCancelled: boolean }

/** The timers of one part, such as a client or a server process: they end together, as when it is killed. */
export type TimeScope = {
  scheduler: { after(delayMs: number, task: () => void): Timer; every(periodMs: number, task: () => void): Timer }
  /** Timers that are neither over nor cancelled. */
  readonly pending: number
  /** Cancels all of them; what is asked for later never runs. */
  end(): void
}

export type VirtualTime = {
  clock: { now(): number }
  createScope(): TimeScope
  /** Lets time pass: every timer that is due runs in its turn, and what it sets off settles before the next one. */
  pass(ms: number): Promise<void>
}

const START = Date.UTC(2026, 5, 1, 12)

/** So often the real event loop gets its turn, which reports rejections that nobody handled. */
const BREATH_PERIOD = 256 // timers

/** @param threw hears of what a timer throws, which ends that timer only */
export function createVirtualTime(threw: (error: unknown) => void): VirtualTime {
  const heap = createHeap()
  let now = START
  let order = 0
  let ran = 0

  function add(at: number, run: () => void): Task {
    order += 1
    const task = { at, order, run, isCancelled: false }
    heap.push(task)
    return task
  }

  function runTask(task: Task): void {
    now = Math.max(now, task.at)
    try {
      task.run()
    } catch (error) {
      threw(error)
    }
  }

  return {
    clock: { now: () => now },

    createScope() {
      const pending = new Set<Task>()
      let isOver = false

      function start(delayMs: number, run: () => void): Task | undefined {
        if (isOver) return undefined
        // Clocks show whole milliseconds.
        const task = add(now + Math.max(0, Math.ceil(delayMs)), () => {
          pending.delete(task)
          run()
        })
        pending.add(task)
        return task
      }

      function cancel(task: Task | undefined): void {
        if (task === undefined) return
        task.isCancelled = true
        pending.delete(task)
      }

      return {
        scheduler: {
          after(delayMs, run) {
            const task = start(delayMs, run)
            return { cancel: () => cancel(task) }
          },
          every(periodMs, run) {
            let task: Task | undefined
            const beat = () => {
              task = start(periodMs, beat)
              run()
            }
            task = start(periodMs, beat)
            return { cancel: () => cancel(task) }
          },
        },
        get pending() {
          return pending.size
        },
        end() {
          isOver = true
          for (const task of [...pending]) cancel(task)
        },
      }
    },

    async pass(ms) {
      const until = now + ms
      await Promise.resolve()
      await settle()
      for (let task = heap.popUntil(until); task !== undefined; task = heap.popUntil(until)) {
        if (task.isCancelled) continue
        runTask(task)
        ran += 1
        await (ran % BREATH_PERIOD === 0 ? breathe() : settle())
      }
      now = until
    },
  }
}

/**
 * Every promise that can go on has gone on. Asked for from a promise's turn, a tick comes after all promises: Node runs
 * them until none is left before it looks at its ticks again. It costs no turn of the event loop.
 * @see https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
 */
const settle = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/** The same, and the event loop turns once. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A binary heap of tasks: the earliest first, of one moment in the order they were asked for. */
function createHeap() {
  const tasks: Task[] = []
  const isBefore = (one: Task | undefined, other: Task | undefined): boolean =>
    one !== undefined && (other === undefined || one.at < other.at || (one.at === other.at && one.order < other.order))

  function sinkFirst(): void {
    for (let place = 0; ; ) {
      const left = 2 * place + 1
      const child = isBefore(tasks[left + 1], tasks[left]) ? left + 1 : left
      if (!isBefore(tasks[child], tasks[place])) return
      swap(place, child)
      place = child
    }
  }

  function swap(one: number, other: number): void {
    const [first, second] = [tasks[one], tasks[other]]
    if (first === undefined || second === undefined) return
    tasks[one] = second
    tasks[other] = first
  }

  return {
    push(task: Task): void {
      let place = tasks.push(task) - 1
      for (let parent = (place - 1) >> 1; place > 0 && isBefore(task, tasks[parent]); parent = (place - 1) >> 1) {
        swap(place, parent)
        place = parent
      }
    },
    popUntil(until: number): Task | undefined {
      const first = tasks[0]
      if (first === undefined || first.at > until) return undefined
      const last = tasks.pop()
      if (last !== undefined && last !== first) {
        tasks[0] = last
        sinkFirst()
      }
      return first
    },
  }
}
