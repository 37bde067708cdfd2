/**
 * Handles the calls of one connection in the order they were sent. Sends may be under way together, because the log
 * keeps their order and they share its commits; every other call waits for all before it, and all after it wait.
 */
export type CallQueue = {
  send(task: () => Promise<void>): void
  alone(task: () => Promise<void>): void
}

/** Tasks must not reject. */
export function createCallQueue(): CallQueue {
  let sendsUnderWay = 0
  let isAlone = false
  const waiting: { kind: 'send' | 'alone'; task: () => Promise<void> }[] = []

  function startSend(task: () => Promise<void>): void {
    sendsUnderWay += 1
    void task().then(() => {
      sendsUnderWay -= 1
      if (waiting.length > 0) startNext()
    })
  }

  function startAlone(task: () => Promise<void>): void {
    isAlone = true
    void task().then(() => {
      isAlone = false
      if (waiting.length > 0) startNext()
    })
  }

  function startNext(): void {
    for (let next = waiting[0]; next !== undefined && !isAlone; next = waiting[0]) {
      if (next.kind === 'alone' && sendsUnderWay > 0) return
      waiting.shift()
      if (next.kind === 'send') startSend(next.task)
      else startAlone(next.task)
    }
  }

  return {
    send(task) {
      if (isAlone || waiting.length > 0) waiting.push({ kind: 'send', task })
      else startSend(task)
    },
    alone(task) {
      if (isAlone || sendsUnderWay > 0 || waiting.length > 0) waiting.push({ kind: 'alone', task })
      else startAlone(task)
    },
  }
}
