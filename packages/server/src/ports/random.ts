/** Randomness that nobody can predict. */
export type Random = { bytes(count: number): Uint8Array }
