import { z } from 'zod'

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const duration = z
  .string()
  .regex(/^\d+[smhd]$/, 'must be a number and a unit, such as 7d, 12h, 30m or 90s')
  .transform((text) => Number(text.slice(0, -1)) * UNITS_MS[text.at(-1) as keyof typeof UNITS_MS])

const environment = z.object({
  PORT: z.coerce.number('must be a port from 0 to 65535').int().min(0).max(65_535).default(5_000),
  HOST: z.string().optional(),
  LINSTA_DATA: z.string().min(1).default('.linsta'),
  JWT_SECRET: z.string().min(1, 'must not be empty: leave it out and a secret is made').optional(),
  TOKEN_TTL: duration.default(7 * UNITS_MS.d),
  FRONTEND_URL: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((origin) => origin.trim().replace(/\/$/, '')))
    .transform((origins) => origins.filter((origin) => origin !== '')),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LINSTA_LIMITS: z.enum(['on', 'off']).default('on'),
  NODE_ENV: z.string().optional(),
})

export type Config = z.output<typeof environment>

/**
 * The environment, parsed once.
 * @throws Error that names each variable that is wrong and what it may be
 */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const result = environment.safeParse(variables)
  if (!result.success) {
    const complaints = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new Error(`The configuration is not valid:\n  ${complaints.join('\n  ')}`)
  }
  if (result.data.LINSTA_LIMITS === 'off' && result.data.NODE_ENV === 'production') {
    throw new Error('LINSTA_LIMITS=off is for load tests: it is refused with NODE_ENV=production.')
  }
  return result.data
}
