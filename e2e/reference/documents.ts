import type { Answer } from '@linsta/testkit'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'

// biome-ignore lint/suspicious/noExplicitAny: a document as a stranger's tool reads it.
type Document = any

/**
 * The two documents of a running server, as a stranger's tools read them. Both let answers gain fields; here one that they
 * do not name goes red, so that nothing is answered which nobody described.
 */
export async function readDocuments(url: string) {
  const read = async (name: string): Promise<Document> => (await fetch(`${url}/docs/${name}.json`)).json()
  const [openApi, asyncApi] = await Promise.all([read('openapi'), read('asyncapi')])
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(closed({ ...openApi, $id: 'linsta:openapi' }))
  ajv.addSchema(closed({ ...asyncApi, $id: 'linsta:asyncapi' }))

  const expectFits = (pointer: string, value: unknown) => {
    const validate = ajv.compile({ $ref: pointer })
    validate(value)
    expect(validate.errors, `${pointer}: ${JSON.stringify(value)}`).toBeNull()
  }

  const operations = Object.entries(openApi.paths as Document).flatMap(([path, methods]) =>
    Object.entries(methods as Document).map(([method, operation]) => ({ path, method, ...(operation as Document) })),
  )

  return {
    operations,
    /** Fails unless the document has this answer of the operation: its status, its type and its body. */
    expectDescribed(operationId: string, { status, headers, body }: Answer) {
      const { path, method, responses } = operations.find((one) => one.operationId === operationId)
      const found = responses[status]
      expect(found, `${operationId} ${status}: ${JSON.stringify(body)}`).toBeDefined()
      const response = found.$ref?.slice(1) ?? `/paths/${escapePointer(path)}/${method}/responses/${status}`
      const [type = ''] = (headers.get('content-type') ?? '').split(';')
      expectFits(`linsta:openapi#${response}/content/${escapePointer(type)}/schema`, body)
    },
    /** Fails unless the document has this payload of a call, an acknowledgement (`<call>_ack`) or an event. */
    expectMessage(name: string, payload: unknown) {
      expectFits(`linsta:asyncapi#/channels/socket/messages/${name}/payload`, payload)
    },
  }
}

const escapePointer = (key: string): string =>
  encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%7E', '~')

/** The same, in which objects have the fields that are named and no others. */
function closed(schema: Document): Document {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return schema.type === 'object' && schema.properties ? { ...inside, additionalProperties: false } : inside
}
