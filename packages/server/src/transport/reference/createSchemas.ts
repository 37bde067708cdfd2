import { isDeepStrictEqual } from 'node:util'
import { errorCatalogue, type Problem } from '@linsta/protocol'
import { entities } from '@linsta/protocol/reference'
import { z } from 'zod'

/** JSON Schema, draft 2020-12, as OpenAPI 3.1 has it; of it only what the protocol's schemas become. */
export type JsonSchema = {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: readonly unknown[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean
  items?: JsonSchema
  oneOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  default?: unknown
  description?: string
}

export const COMPONENTS = '#/components/schemas/'

const named = z.registry<{ id: string; description: string }>()
for (const [id, { schema, about }] of Object.entries(entities)) named.add(schema, { id, description: about })

/** The body of every error, on REST and in acknowledgements. */
const problem: JsonSchema = {
  description: 'RFC 9457. Programs go by `code`; `error` is for people.',
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(errorCatalogue) },
    error: { type: 'string' },
    detail: { type: 'string' },
    retryAfterMs: { type: 'integer', minimum: 0 },
  } satisfies Record<keyof Problem, JsonSchema>,
  required: ['type', 'title', 'status', 'code', 'error'],
  additionalProperties: false,
}

/**
 * Turns the protocol's schemas into JSON Schema. What has a name in `entities` is a reference to `components`, which
 * fills as schemas are asked for.
 */
export function createSchemas() {
  const components: Record<string, JsonSchema> = { Problem: problem }

  /** @param io whether callers write it or the server does: `input` is before defaults and conversions */
  function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const made = z.toJSONSchema(schema, {
      io,
      metadata: named,
      override: ({ zodSchema, jsonSchema }) => complete(zodSchema, jsonSchema as JsonSchema),
    })
    const moved = JSON.stringify(made).replaceAll('"#/$defs/', `"${COMPONENTS}`)
    const { $schema: _, $defs = {}, ...rest } = JSON.parse(moved) as JsonSchema & Record<'$schema' | '$defs', object>
    for (const [id, component] of Object.entries($defs)) {
      // A name stands for one thing, whether it is sent or received.
      if (components[id] !== undefined && !isDeepStrictEqual(components[id], component)) {
        throw new Error(`${id} is not the same as ${io} and elsewhere`)
      }
      components[id] = component
    }
    return rest
  }

  return { components, toJsonSchema }
}

/** The fields of a schema that is one of an object, as the parts of routes and the answers of calls are. */
export const fieldsOf = (schema: z.ZodType): Record<string, z.ZodType> => (schema as unknown as z.ZodObject).shape

/** What zod's own conversion leaves out, and what it says that the wire does not promise. */
function complete(zodSchema: z.core.$ZodType, jsonSchema: JsonSchema): void {
  const { def } = zodSchema._zod
  // Bounds that are checked by functions stand beside them as metadata.
  if (!named.has(zodSchema)) Object.assign(jsonSchema, z.globalRegistry.get(zodSchema))
  if (def.type === 'default') jsonSchema.default = (def as z.core.$ZodDefaultDef).defaultValue
  // Payloads may gain fields.
  if (def.type === 'object') delete jsonSchema.additionalProperties
  // The pattern of a format is long, and that of a number in a query says less than its type.
  if (jsonSchema.format !== undefined || jsonSchema.type === 'integer') delete jsonSchema.pattern
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}
