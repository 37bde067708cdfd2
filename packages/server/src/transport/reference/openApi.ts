import {
  type ErrorCode,
  errorCatalogue,
  isErrorCode,
  LinstaError,
  type RouteName,
  routes,
  toProblem,
} from '@linsta/protocol'
import { aboutRoutes } from '@linsta/protocol/reference'
import type { z } from 'zod'
import manifest from '../../../package.json' with { type: 'json' }
import { COMPONENTS, createSchemas, fieldsOf, type JsonSchema } from './createSchemas.ts'

type Content = Record<string, { schema: JsonSchema; examples?: Record<string, { value: unknown }> }>
type OpenApiResponse = { description: string; content?: Content }
export type OpenApiOperation = {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  security?: Record<string, string[]>[]
  parameters: { name: string; in: 'path' | 'query'; required: boolean; schema: JsonSchema; description?: string }[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, OpenApiResponse | { $ref: string }>
}
export type OpenApiDocument = {
  openapi: string
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, OpenApiOperation>>
  components: {
    schemas: Record<string, JsonSchema>
    responses: Record<string, OpenApiResponse>
    securitySchemes: Record<string, object>
  }
}

const MEDIA = 'application/json'
const PROBLEM_MEDIA = 'application/problem+json'

type Route = (typeof routes)[RouteName]

/** `markRoomRead` as people say it: `Mark room read`. */
export const toTitle = (name: string): string => {
  const words = name.replaceAll(/[A-Z]|_./g, (letter) => ` ${letter.replace('_', '').toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Everything a route may refuse with: what the table says of it, and what follows from what it takes. */
function refusalsOf({ method, token, params, query, errors }: Route): ErrorCode[] {
  const reads = Object.keys(fieldsOf(params)).length + Object.keys(fieldsOf(query)).length > 0
  const codes: ErrorCode[] = ['origin_not_allowed', 'token_invalid', 'rate_limited', 'internal', 'unavailable']
  if (token === 'required') codes.push('token_missing')
  if (reads || method !== 'GET') codes.push('invalid_request')
  if (method !== 'GET') codes.push('invalid_json', 'payload_too_large', 'unsupported_encoding', 'storage_full')
  const inOrder = Object.keys(errorCatalogue) as ErrorCode[]
  return inOrder.filter((code) => [...codes, ...(errors as readonly ErrorCode[])].includes(code))
}

/** What the parts of a request are refused with by their own sentences: where fields are missing, and are no such thing. */
function sentencesOf({ params, query, body }: Route): string[] {
  const issues = [params, query, body].flatMap((schema: z.ZodType) => {
    const wrong = Object.fromEntries(Object.keys(fieldsOf(schema)).map((field) => [field, Symbol(field)]))
    // Without compiling a parser, which takes longer than everything else here.
    return [{}, wrong].flatMap((input) => schema.safeParse(input, { jitless: true }).error?.issues ?? [])
  })
  return [...new Set(issues.map(({ message }) => message))].filter((message) => !isErrorCode(message))
}

/**
 * Routes as OpenAPI 3.1.
 * @param names those that the server has: a host may have left features out
 */
export function makeOpenApi(names: RouteName[]): OpenApiDocument {
  const { components: schemas, toJsonSchema } = createSchemas()
  const responses: Record<string, OpenApiResponse> = {}

  const toResponse = (codes: ErrorCode[], sentences: string[]): OpenApiResponse => ({
    description: [
      ...codes.map((code) => `\`${code}\`: ${errorCatalogue[code].sentence}.`),
      ...(sentences.length > 0 ? [`Sentences of \`invalid_request\`: ${sentences.join(' · ')}`] : []),
    ].join('\n\n'),
    content: {
      [PROBLEM_MEDIA]: {
        schema: { $ref: `${COMPONENTS}Problem`, properties: { code: { enum: codes } } },
        examples: Object.fromEntries(
          codes.map((code) => {
            const [sentence] = code === 'invalid_request' ? sentences : []
            return [code, { value: toProblem(new LinstaError(code, sentence === undefined ? {} : { sentence })) }]
          }),
        ),
      },
    },
  })

  function toResponses(route: Route): OpenApiOperation['responses'] {
    const found: OpenApiOperation['responses'] = {
      [route.status]: {
        description: route.status === 201 ? 'Made.' : 'Done.',
        content: { [MEDIA]: { schema: toJsonSchema(route.answer, 'output') } },
      },
    }
    const byStatus = Map.groupBy(refusalsOf(route), (code) => errorCatalogue[code].status)
    for (const [status, codes] of byStatus) {
      const sentences = status === 400 ? sentencesOf(route) : []
      if (sentences.length > 0) found[status] = toResponse(codes, sentences)
      else {
        const name = codes.join('.')
        responses[name] ??= toResponse(codes, [])
        found[status] = { $ref: `#/components/responses/${name}` }
      }
    }
    return found
  }

  const toParameters = (schema: z.ZodType, place: 'path' | 'query'): OpenApiOperation['parameters'] => {
    const { properties = {}, required = [] } = toJsonSchema(schema, 'input')
    return Object.entries(properties).map(([name, { description, ...property }]) => ({
      name,
      in: place,
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: property,
    }))
  }

  const paths: OpenApiDocument['paths'] = {}
  for (const name of names) {
    const route: Route = routes[name]
    const body = toJsonSchema(route.body, 'input')
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = {
      operationId: name,
      summary: toTitle(name),
      description: aboutRoutes[name],
      tags: [route.feature],
      security: route.token === 'required' ? [{ token: [] }] : [{}, { token: [] }],
      parameters: [...toParameters(route.params, 'path'), ...toParameters(route.query, 'query')],
      ...(Object.keys(body.properties ?? {}).length === 0
        ? {}
        : { requestBody: { required: (body.required ?? []).length > 0, content: { [MEDIA]: { schema: body } } } }),
      responses: toResponses(route),
    }
  }

  return {
    openapi: '3.1.0',
    info: {
      title: 'Linsta over REST',
      version: manifest.version,
      description:
        'Chat, notifications and presence. Bodies are JSON whatever type they declare, and at most 64 KiB. Ids that the server makes are 24 hexadecimal characters; a user’s id is any string of up to 128. Times are ISO 8601 in UTC. Answers may gain fields.',
      license: { name: manifest.license, identifier: manifest.license },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(names.map((name) => routes[name].feature))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      responses,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}
