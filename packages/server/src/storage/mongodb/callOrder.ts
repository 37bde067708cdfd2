/**
 * Keeps the writes of this process in the order of their calls, where they touch the same thing: tasks that have a key
 * in common run one after another, others side by side. What other processes do meanwhile is each task's own concern.
 */
export type CallOrder = {
  run<Result>(keys: readonly string[], task: () => Promise<Result>): Promise<Result>
  /** The same where the keys must be looked up first: later calls take their place after this one all the same. */
  runWhenKnown<Result>(keys: () => Promise<readonly string[]>, task: () => Promise<Result>): Promise<Result>
}

export function createCallOrder(): CallOrder {
  /** The last task of each key that is not done. */
  const last = new Map<string, Promise<unknown>>()
  let lastPlaced: Promise<unknown> | undefined

  /** Tasks wait only for earlier ones, so none waits forever. */
  function place<Result>(keys: readonly string[], task: () => Promise<Result>): Promise<Result> {
    const result = Promise.all(keys.map((key) => last.get(key))).then(task)
    const ended = result.catch(() => undefined)
    for (const key of keys) last.set(key, ended)
    void ended.then(() => {
      for (const key of keys) if (last.get(key) === ended) last.delete(key)
    })
    return result
  }

  async function runWhenKnown<Result>(keys: () => Promise<readonly string[]>, task: () => Promise<Result>) {
    const placed = (lastPlaced ?? Promise.resolve()).then(keys).then((found) => ({ result: place(found, task) }))
    const ended = placed.catch(() => undefined)
    lastPlaced = ended
    void ended.then(() => {
      if (lastPlaced === ended) lastPlaced = undefined
    })
    return (await placed).result
  }

  return {
    runWhenKnown,
    run: (keys, task) => (lastPlaced === undefined ? place(keys, task) : runWhenKnown(async () => keys, task)),
  }
}
