let lastMs = Number.NaN
let lastIso = ''

/** A time as the wire carries it: ISO 8601, UTC, milliseconds. The last one is kept: a busy millisecond asks often. */
export function toIsoTime(ms: number): string {
  if (ms !== lastMs) {
    lastIso = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastIso
}
