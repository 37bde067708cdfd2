import type { Clock } from './clock.ts'
import type { Random } from './random.ts'

/** Mints ids for what Linsta makes: 24 hexadecimal characters, unique over processes and time. */
export type Ids = { next(): string }

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/**
 * ObjectIds as MongoDB specifies them: 4 bytes of seconds, 5 random bytes of this process, a 3-byte counter that
 * starts at random. Ids made one after another sort in that order, which keeps index inserts at the right edge.
 * @see https://github.com/mongodb/specifications/blob/master/source/bson-objectid/objectid.md
 */
export function createIds({ clock, random }: { clock: Clock; random: Random }): Ids {
  const bytes = random.bytes(8)
  const processPart = [...bytes.subarray(0, 5)].map((byte) => hex(byte, 2)).join('')
  let counter = ((bytes[5] ?? 0) << 16) | ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)
  let second = -1
  let prefix = ''
  return {
    next() {
      const now = Math.floor(clock.now() / 1000)
      if (now !== second) {
        second = now
        prefix = hex(now >>> 0, 8) + processPart
      }
      counter = (counter + 1) & 0xffffff
      return prefix + hex(counter, 6)
    },
  }
}
