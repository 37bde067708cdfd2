/** A time as the wire carries it: ISO 8601, UTC, milliseconds. */
export const toIsoTime = (ms: number): string => new Date(ms).toISOString()
