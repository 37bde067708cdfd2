import { argon2, randomBytes, timingSafeEqual } from 'node:crypto' // computation only: no input, no output
import { promisify } from 'node:util'
import { LinstaError } from '@linsta/protocol'

/** OWASP's first choice for argon2id: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const MEMORY_KIB = 19_456
const PASSES = 2
const LANES = 1
const HASH_BYTES = 32
const SALT_BYTES = 16

/** Hashes under way or waiting at once. Beyond it callers are told to come back: a log-in answers within a second. */
const HASHES_AT_ONCE = 32

const deriveKey = promisify(argon2)

export type Passwords = {
  /** A PHC string with its own salt and parameters. @throws LinstaError `rate_limited` */
  hash(password: string): Promise<string>
  /** The same time is spent where there is no hash to compare with. @throws LinstaError `rate_limited` */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

/** @param options.isBounded false lifts the bound on hashes under way, for load tests */
export function createPasswords({ isBounded }: { isBounded: boolean }): Passwords {
  let underWay = 0

  async function derive(password: string, salt: Buffer): Promise<Buffer> {
    if (isBounded && underWay >= HASHES_AT_ONCE) throw new LinstaError('rate_limited', { retryAfterMs: 1_000 })
    underWay += 1
    try {
      return await deriveKey('argon2id', {
        message: password.normalize('NFC'),
        nonce: salt,
        parallelism: LANES,
        tagLength: HASH_BYTES,
        memory: MEMORY_KIB,
        passes: PASSES,
      })
    } finally {
      underWay -= 1
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      const key = await derive(password, salt)
      return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${toBase64(salt)}$${toBase64(key)}`
    },

    async verify(password, hash) {
      const [, , , , salt, key] = hash?.split('$') ?? []
      const expected = Buffer.from(key ?? '', 'base64')
      const derived = await derive(
        password,
        salt === undefined ? Buffer.alloc(SALT_BYTES) : Buffer.from(salt, 'base64'),
      )
      return expected.length === derived.length && timingSafeEqual(expected, derived)
    },
  }
}

// PHC strings carry base64 without padding.
const toBase64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
