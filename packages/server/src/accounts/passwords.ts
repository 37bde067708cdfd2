import { argon2, randomBytes, timingSafeEqual } from 'node:crypto' // computation only: no input, no output
import { promisify } from 'node:util'
import { LinstaError } from '@linsta/protocol'

type Cost = { memory: number; passes: number; parallelism: number }

/** OWASP's first choice for argon2id: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 } // memory in KiB
const HASH_BYTES = 32
const SALT_BYTES = 16

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

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

  async function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
    if (isBounded && underWay >= HASHES_AT_ONCE) throw new LinstaError('rate_limited', { retryAfterMs: 1_000 })
    underWay += 1
    try {
      return await deriveKey('argon2id', {
        message: password.normalize('NFC'),
        nonce: salt,
        tagLength: HASH_BYTES,
        ...cost,
      })
    } finally {
      underWay -= 1
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      const key = await derive(password, salt, COST)
      const { memory, passes, parallelism } = COST
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${toBase64(salt)}$${toBase64(key)}`
    },

    async verify(password, hash) {
      const known = hash === undefined ? undefined : parseHash(hash)
      const { salt, key, cost } = known ?? { salt: Buffer.alloc(SALT_BYTES), key: Buffer.alloc(0), cost: COST }
      const derived = await derive(password, salt, cost)
      return key.length === derived.length && timingSafeEqual(key, derived)
    },
  }
}

/** With the cost it was made at: hashes outlive a change of ours. */
function parseHash(hash: string): { salt: Buffer; key: Buffer; cost: Cost } {
  const [, memory, passes, parallelism, salt, key] = PHC.exec(hash) ?? []
  if (salt === undefined || key === undefined) throw new Error('A stored password hash is not of argon2id')
  return {
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
  }
}

// PHC strings carry base64 without padding.
const toBase64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
