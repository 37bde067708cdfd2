import specs from '@asyncapi/specs'
import { type RouteName, routes, socketCalls, socketEvents } from '@linsta/protocol'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { makeAsyncApi } from './asyncApi.ts'
import { makeOpenApi } from './openApi.ts'
import { makePage } from './page.ts'

const names = Object.keys(routes) as RouteName[]
const openApi = makeOpenApi(names)
const asyncApi = makeAsyncApi()

/** Where the document's references lead nowhere. */
function danglingIn(document: object): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  expect(references.length).toBeGreaterThan(20)
  const find = (path: string): unknown =>
    path.split('/').reduce<unknown>((place, key) => (place as Record<string, unknown> | undefined)?.[key], document)
  return references.filter((path) => find(path) === undefined)
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(openApi))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
    expect(danglingIn(openApi)).toEqual([])
  })

  it('would be told that it is not', async () => {
    const broken = { ...structuredClone(openApi), paths: { '/api': { get: { responses: 'none' } } } }
    expect((await new Validator().validate(broken)).valid).toBe(false)
  })

  it.each(names)('has the route %s with all it takes, by its method and path', (name) => {
    const { method, path, status, token, params, query, body } = routes[name]
    const operation = openApi.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    expect(operation?.operationId).toBe(name)
    expect(operation?.responses[status]).toBeDefined()
    const fields = (schema: object) => Object.keys((schema as { shape: object }).shape)
    const parameters = (place: string) => operation?.parameters.filter((parameter) => parameter.in === place)
    expect(parameters('path')?.map((parameter) => parameter.name)).toEqual(fields(params))
    expect(parameters('path')?.every(({ required }) => required)).toBe(true)
    expect(parameters('query')?.map((parameter) => parameter.name)).toEqual(fields(query))
    const content = operation?.requestBody?.content['application/json']
    expect(Object.keys(content?.schema.properties ?? {})).toEqual(fields(body))
    expect(operation?.responses[401]).toEqual({
      $ref: expect.stringMatching(token === 'required' ? /token_missing\.token_invalid/ : /\/token_invalid/),
    })
  })

  it('has each route once, and none besides', () => {
    const operations = Object.values(openApi.paths).flatMap((methods) => Object.values(methods))
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...names].sort())
  })

  it('has only the routes that its server has', () => {
    expect(Object.keys(makeOpenApi(['login']).paths)).toEqual(['/api/auth/login'])
  })

  it('has the sentences of the first generation', () => {
    const refusal = openApi.paths['/api/chat/rooms']?.post?.responses[400]
    expect(JSON.stringify(refusal)).toContain('otherUserId is required')
    expect(JSON.stringify(refusal)).toContain('You cannot chat with yourself')
    expect(JSON.stringify(openApi.paths['/api/posts']?.post?.responses[400])).toContain('Caption is required')
  })

  it('has the bounds that functions check', () => {
    const body = openApi.paths['/api/chat/messages']?.post?.requestBody?.content['application/json']?.schema
    expect(body?.properties?.text).toMatchObject({ type: 'string', minLength: 1, maxLength: 4_000 })
    const limit = openApi.paths['/api/notifications']?.get?.parameters.find(({ name }) => name === 'limit')
    expect(limit).toMatchObject({ schema: { type: 'integer', minimum: 1, default: 20 }, required: false })
  })
})

describe('the AsyncAPI document', () => {
  // It brings along the schema of schemas that it needs. Its formats are those of addresses.
  const validate = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false }).compile(
    specs.schemas['3.0.0'] as object,
  )

  it('is valid AsyncAPI 3', () => {
    validate(asyncApi)
    expect(validate.errors).toBeNull()
    expect(danglingIn(asyncApi)).toEqual([])
  })

  it('would be told that it is not', () => {
    expect(validate({ ...asyncApi, operations: { sync: { action: 'ask', channel: {} } } })).toBe(false)
    expect(validate({ ...asyncApi, info: {} })).toBe(false)
  })

  it.each(Object.keys(socketCalls))('has the call %s, which the server receives and acknowledges', (name) => {
    const operation = asyncApi.operations[name]
    expect(operation?.action).toBe('receive')
    expect(operation?.messages).toEqual([{ $ref: `#/channels/socket/messages/${name}` }])
    expect(operation?.reply?.messages).toEqual([{ $ref: `#/channels/socket/messages/${name}_ack` }])
  })

  it.each(Object.keys(socketEvents))('has the event %s, which the server sends', (name) => {
    const operation = asyncApi.operations[name]
    expect(operation?.action).toBe('send')
    expect(operation?.messages).toEqual([{ $ref: `#/channels/socket/messages/${name}` }])
    expect(operation?.reply).toBeUndefined()
  })

  it('has no other operation, and says how one connects', () => {
    const all = [...Object.keys(socketCalls), ...Object.keys(socketEvents)]
    expect(Object.keys(asyncApi.operations).sort()).toEqual(all.sort())
    expect(asyncApi.servers.linsta.security).toEqual([{ $ref: '#/components/securitySchemes/token' }])
    expect(asyncApi.info.description).toContain('auth: { token }')
  })
})

describe('the page', () => {
  const page = makePage({ openApi, asyncApi })
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)

  it('has a place for everything, once', () => {
    expect(ids).toEqual(expect.arrayContaining(names))
    const socket = [...Object.keys(socketCalls), ...Object.keys(socketEvents)].map((name) => `socket-${name}`)
    expect(ids).toEqual(expect.arrayContaining(socket))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has no link into the page that leads nowhere', () => {
    const links = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(100)
    expect(links.filter((id) => !ids.includes(id))).toEqual([])
  })

  it('shows no shape that it has no words for', () => {
    expect(page).not.toContain('unknown')
    expect(page).not.toContain('undefined')
  })
})
