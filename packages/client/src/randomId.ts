import type { Random } from './ports.ts'

const ID_BYTES = 16 // as many as a UUID has

/** An id that no other client makes: 32 hexadecimal characters. */
export const randomId = (random: Random): string =>
  Array.from(random.bytes(ID_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('')
