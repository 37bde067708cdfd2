import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SECRET_MIN = 32 // characters: as many as the 256 bits of HS256 need even in hexadecimal halves
const DISTINCT_MIN = 8 // characters; 32 random hexadecimal ones have 10 or more

/** Secrets that stand in tutorials and examples. */
const WELL_KNOWN = /secret|change.?me|password|jwt|example|default|test|12345/i

/** The form a secret is made in: 256 random bits. */
const GENERATED = /^[0-9a-f]{64}$/

/**
 * A secret that somebody chose.
 * @throws Error if it is empty or, in production, short or well-known
 */
export function checkSecret({ secret, isProduction }: { secret: string; isProduction: boolean }): string {
  const isWeak = secret.length < SECRET_MIN || new Set(secret).size < DISTINCT_MIN || WELL_KNOWN.test(secret)
  if (secret === '' || (isProduction && isWeak)) {
    throw new Error(
      `JWT_SECRET is ${secret === '' ? 'empty' : 'too short or well-known'}. Set at least ${SECRET_MIN} random ` +
        'characters, such as from `openssl rand -hex 32`, or leave it out: Linsta then makes one and keeps it in the ' +
        'data folder.',
    )
  }
  return secret
}

/**
 * The secret of a data folder, made at the first start and readable by its owner alone. Only for whoever holds the
 * folder's lock: two at once would make two.
 * @throws Error if there is one that cannot be read or is not whole: tokens under another would all be refused
 */
export function readGeneratedSecret(dataFolder: string): string {
  const file = join(dataFolder, 'jwt-secret')
  if (!existsSync(file)) writeWhole(dataFolder, file, randomBytes(32).toString('hex'))
  const secret = readWhole(file)
  if (GENERATED.test(secret)) return secret
  throw new Error(
    `${file} does not hold the secret that Linsta made. Restore it from a backup, or delete it: Linsta then makes ` +
      'another one, and everybody has to log in again.',
  )
}

function readWhole(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The secret of the data folder cannot be read: ${reason}`, { cause: error })
  }
}

/** Under its own name the file is there as a whole or not at all, whenever the process or the machine dies. */
function writeWhole(folder: string, file: string, content: string): void {
  const draft = `${file}.new`
  rmSync(draft, { force: true }) // what a crash left may have another mode
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeFileSync(descriptor, content)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(draft, file)
  flushFolder(folder)
}

/** A new name is durable only once its folder is flushed. Windows cannot open folders, and needs not. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
