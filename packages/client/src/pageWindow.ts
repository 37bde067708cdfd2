/** What a log's target has in common, messages and notifications: a place, and which entry last changed it. */
export type Placed = { _id: string; seq: number; updatedSeq: number }

const STRAYS_MAX = 200 // states kept of what is outside the window, in case a page that was read before them is under way
const WINDOW_MAX = 5_000 // items; a window that grew beyond loses its oldest quarter, which can be loaded again

/**
 * A stretch of a log's targets, by `seq` and without a hole, that pages extend and entries change. A state is taken only
 * over a lower `updatedSeq`: whatever comes late cannot turn time back.
 */
export type PageWindow<Item extends Placed> = {
  /** Oldest first. A live view: copy it to keep it. */
  readonly items: readonly Item[]
  hasMoreBefore: boolean
  hasMoreAfter: boolean
  /** Begins anew with a page, newest item last. */
  replace(page: { items: readonly Item[]; hasMoreBefore: boolean; hasMoreAfter: boolean }): void
  /** A new item at the log's end; it is beyond the hole where `hasMoreAfter`. */
  append(item: Item): void
  /** A newer state; kept aside where the item is not in the window. */
  update(item: Item): void
  /** It is there no more, and no page that is under way brings it back. */
  remove(id: string): void
  /** Puts a page before the window. False, and nothing done, if it is not the one before the oldest item. */
  prepend(before: number, items: readonly Item[]): boolean
  /** Puts a page behind the window. False, and nothing done, if it is not the one after the newest item. */
  extend(after: number, items: readonly Item[]): boolean
  /** Whether a state in it is newer than `seq`. */
  isAheadOf(seq: number): boolean
  /** No page is under way any more: what was kept aside for one is dropped. */
  forgetStrays(): void
  clear(): void
}

export function createPageWindow<Item extends Placed>(): PageWindow<Item> {
  let items: Item[] = []
  let hasMoreBefore = false
  let hasMoreAfter = false
  // Null: removed. The oldest ones leave first.
  const strays = new Map<string, Item | null>()

  function keepAside(id: string, state: Item | null): void {
    strays.delete(id)
    strays.set(id, state)
    for (const oldest of strays.keys()) {
      if (strays.size <= STRAYS_MAX) return
      strays.delete(oldest)
    }
  }

  /** The items of a page in the newest state that is known. */
  function current(page: readonly Item[]): Item[] {
    return page.flatMap((item) => {
      const stray = strays.get(item._id)
      if (stray === null) return []
      strays.delete(item._id)
      return stray !== undefined && stray.updatedSeq > item.updatedSeq ? stray : item
    })
  }

  /** Where the item with `seq` is, or belongs. */
  function placeOf(seq: number): number {
    let low = 0
    let high = items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((items[middle]?.seq ?? 0) < seq) low = middle + 1
      else high = middle
    }
    return low
  }

  function update(item: Item): void {
    const place = placeOf(item.seq)
    const known = items[place]
    if (known?._id === item._id) {
      if (item.updatedSeq > known.updatedSeq) items[place] = item
      return
    }
    const stray = strays.get(item._id)
    if (stray === undefined || (stray !== null && item.updatedSeq > stray.updatedSeq)) keepAside(item._id, item)
  }

  return {
    get items() {
      return items
    },
    get hasMoreBefore() {
      return hasMoreBefore
    },
    set hasMoreBefore(value) {
      hasMoreBefore = value
    },
    get hasMoreAfter() {
      return hasMoreAfter
    },
    set hasMoreAfter(value) {
      hasMoreAfter = value
    },
    replace(page) {
      // The page may have been read before what these tell.
      for (const item of items) if (item.updatedSeq > item.seq) keepAside(item._id, item)
      items = current(page.items)
      hasMoreBefore = page.hasMoreBefore
      hasMoreAfter = page.hasMoreAfter
    },
    append(item) {
      const newest = items.at(-1)
      if (newest !== undefined && item.seq <= newest.seq) return update(item)
      if (hasMoreAfter) return keepAside(item._id, item)
      const [state] = current([item])
      if (state === undefined) return
      items.push(state)
      if (items.length <= WINDOW_MAX) return
      items.splice(0, WINDOW_MAX / 4)
      hasMoreBefore = true
    },
    update,
    remove(id) {
      items = items.filter((item) => item._id !== id)
      keepAside(id, null)
    },
    prepend(before, page) {
      if (items[0]?.seq !== before) return false
      items.unshift(...current(page.filter((item) => item.seq < before)))
      return true
    },
    extend(after, page) {
      if (items.at(-1)?.seq !== after) return false
      items.push(...current(page.filter((item) => item.seq > after)))
      return true
    },
    isAheadOf: (seq) => items.some((item) => item.updatedSeq > seq),
    forgetStrays: () => strays.clear(),
    clear() {
      items = []
      hasMoreBefore = false
      hasMoreAfter = false
      strays.clear()
    },
  }
}
