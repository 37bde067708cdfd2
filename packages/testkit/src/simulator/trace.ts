/** What happened in a run, line by line: printed on demand, and always summed up in a hash by which runs are compared. */
export type Trace = {
  note(text: string): void
  /** The same for two runs of a seed, or something in them is not decided by it. */
  readonly hash: string
}

/** @param print gets each line with its time; left out, nothing is printed */
export function createTrace(clock: { now(): number }, print?: (line: string) => void): Trace {
  const start = clock.now()
  let high = 0x811c9dc5
  let low = 0x1000193

  /** Two 32-bit FNV-1a sums, of which one sees each unit shifted. */
  function sum(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index)
      high = Math.imul(high ^ unit, 0x01000193)
      low = Math.imul(low ^ (unit + index), 0x01000193)
    }
  }

  return {
    note(text) {
      const line = `${String(clock.now() - start).padStart(7)} ${text}`
      sum(line)
      print?.(line)
    },
    get hash() {
      return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
    },
  }
}
