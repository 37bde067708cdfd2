import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SECRET_MIN = 32 // characters: as many as the 256 bits of HS256 need even in hexadecimal halves

/** Secrets that stand in tutorials and examples. */
const WELL_KNOWN = /secret|change.?me|password|jwt|example|default|test|12345/i

/**
 * The secret that tokens are signed with: the given one, or one that is made once and kept in the data folder,
 * readable by its owner alone.
 * @throws Error if it is short or well-known in production
 */
export function readSecret(options: { dataFolder: string; secret: string | undefined; isProduction: boolean }): string {
  const { dataFolder, secret, isProduction } = options
  if (secret === undefined) return readGenerated(join(dataFolder, 'jwt-secret'))
  if (isProduction && (secret.length < SECRET_MIN || WELL_KNOWN.test(secret))) {
    throw new Error(
      `JWT_SECRET is too short or well-known. Set at least ${SECRET_MIN} random characters, such as from ` +
        '`openssl rand -hex 32`, or leave it out: Linsta then makes one and keeps it in the data folder.',
    )
  }
  return secret
}

function readGenerated(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8')
}
