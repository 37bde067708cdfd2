import { z } from 'zod'

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const DURATION_MESSAGE = 'must be a number and a unit, such as 7d, 12h, 30m or 90s'
const DURATION_MAX_MS = 10 * 365 * UNITS_MS.d // beyond it somebody mistook the unit

const duration = z
  .string()
  .regex(/^\d{1,9}[smhd]$/, DURATION_MESSAGE)
  .transform((text) => Number(text.slice(0, -1)) * UNITS_MS[text.at(-1) as keyof typeof UNITS_MS])
  .refine((durationMs) => durationMs > 0 && durationMs <= DURATION_MAX_MS, 'must be from 1s to 3650d')

const PORT_MESSAGE = 'must be a port from 0 to 65535'

const port = z
  .string()
  .regex(/^\d{1,5}$/, PORT_MESSAGE)
  .transform(Number)
  .refine((number) => number <= 65_535, PORT_MESSAGE)

/** As browsers write them: lower case, without a path or the standard port. Apps' own schemes stay as they are. */
const origin = z
  .string()
  .refine((text) => URL.canParse(text), 'must list origins such as https://app.example.org, with commas between them')
  .transform((text) => {
    const url = new URL(text)
    return url.origin === 'null' ? text.replace(/\/$/, '') : url.origin
  })

const environment = z.object({
  PORT: port.default(5_000),
  HOST: z.string().optional(),
  LINSTA_DATA: z.string().default('.linsta'),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must be a connection string such as mongodb://localhost:27017/linsta')
    .optional(),
  JWT_SECRET: z.string().min(1, 'must not be empty: leave it out and a secret is made').optional(),
  TOKEN_TTL: duration.default(7 * UNITS_MS.d),
  FRONTEND_URL: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .transform((entries) => entries.filter((entry) => entry !== ''))
    .pipe(z.array(origin)),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LINSTA_LIMITS: z.enum(['on', 'off']).default('on'),
  NODE_ENV: z.string().optional(),
})

export type Config = z.output<typeof environment>

/**
 * The environment, parsed once. White space around values is cut (`set NODE_ENV=production && …` on Windows adds one),
 * and a variable that is set to nothing counts as left out, as compose files write it. Not so `JWT_SECRET`: it is taken
 * as it is, because others sign with it as well, and refused if it is empty.
 * @throws Error that names each variable that is wrong and what it may be
 */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const isSecret = (name: string) => name === 'JWT_SECRET'
  const trimmed = Object.entries(variables).map(([name, value]) => [name, isSecret(name) ? value : value?.trim()])
  const set = trimmed.filter(([name = '', value]) => value !== '' || isSecret(name))
  const result = environment.safeParse(Object.fromEntries(set))
  if (!result.success) {
    const complaints = result.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`)
    throw new Error(`The configuration is not valid:\n  ${complaints.join('\n  ')}`)
  }
  if (result.data.LINSTA_LIMITS === 'off' && result.data.NODE_ENV === 'production') {
    throw new Error('LINSTA_LIMITS=off is for load tests: it is refused with NODE_ENV=production.')
  }
  return result.data
}
