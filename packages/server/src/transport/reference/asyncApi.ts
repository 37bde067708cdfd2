import { connectRefusals, type SocketCallName, type SocketEventName, socketCalls, socketEvents } from '@linsta/protocol'
import { aboutCalls, aboutEvents } from '@linsta/protocol/reference'
import { z } from 'zod'
import manifest from '../../../package.json' with { type: 'json' }
import { COMPONENTS, createSchemas, fieldsOf, type JsonSchema } from './createSchemas.ts'
import { toTitle } from './openApi.ts'

type Message = { name: string; title: string; payload: JsonSchema }
type Reference = { $ref: string }
type Operation = {
  action: 'send' | 'receive'
  title: string
  description: string
  channel: Reference
  messages: Reference[]
  reply?: { channel: Reference; messages: Reference[] }
}
export type AsyncApiDocument = {
  asyncapi: string
  info: { title: string; version: string; description: string; license: { name: string } }
  defaultContentType: string
  servers: {
    linsta: { host: string; pathname: string; protocol: 'ws' | 'wss'; description: string; security: Reference[] }
  }
  channels: { socket: { address: string; title: string; description: string; messages: Record<string, Message> } }
  operations: Record<string, Operation>
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> }
}

const CHANNEL = '#/channels/socket'
const messageRef = (name: string): Reference => ({ $ref: `${CHANNEL}/messages/${name}` })

/** The socket's calls and events as AsyncAPI 3, from the server's side: it receives calls and sends events. */
export function makeAsyncApi(): AsyncApiDocument {
  const { components: schemas, toJsonSchema } = createSchemas()
  const messages: Record<string, Message> = {}
  const operations: Record<string, Operation> = {}

  for (const name of Object.keys(socketCalls) as SocketCallName[]) {
    const { payload, answer, failure } = socketCalls[name]
    const ok = toJsonSchema(z.object({ ok: z.literal(true), ...fieldsOf(answer) }), 'output')
    const refused: JsonSchema = {
      type: 'object',
      properties: { ok: { const: false }, error: { $ref: `${COMPONENTS}Problem` } },
      required: ['ok', 'error'],
    }
    const ack = `${name}_ack`
    messages[name] = { name, title: toTitle(name), payload: toJsonSchema(payload, 'input') }
    messages[ack] = { name: ack, title: `How \`${name}\` is acknowledged`, payload: { oneOf: [ok, refused] } }
    operations[name] = {
      action: 'receive',
      title: toTitle(name),
      description: `${aboutCalls[name]}\n\nWhere the payload is malformed or the server fails, \`error.error\` is \`${failure}\`.`,
      channel: { $ref: CHANNEL },
      messages: [messageRef(name)],
      reply: { channel: { $ref: CHANNEL }, messages: [messageRef(ack)] },
    }
  }
  for (const name of Object.keys(socketEvents) as SocketEventName[]) {
    messages[name] = { name, title: toTitle(name), payload: toJsonSchema(socketEvents[name], 'output') }
    operations[name] = {
      action: 'send',
      title: toTitle(name),
      description: aboutEvents[name],
      channel: { $ref: CHANNEL },
      messages: [messageRef(name)],
    }
  }

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Linsta over Socket.IO',
      version: manifest.version,
      description: `For any Socket.IO 4 client. A call may bring an acknowledgement callback, which gets the outcome; without one a refusal comes as the event \`error\`. Calls of one connection are handled in the order sent. The token goes into the handshake, \`io(url, { auth: { token } })\`; refused connections get \`connect_error\` with \`${Object.values(connectRefusals).join('` or `')}\`. Payloads may gain fields.`,
      license: { name: manifest.license },
    },
    defaultContentType: 'application/json',
    servers: {
      linsta: {
        host: 'localhost:5000',
        pathname: '/socket.io',
        protocol: 'ws',
        description: 'Socket.IO 4, by WebSocket or long polling.',
        security: [{ $ref: '#/components/securitySchemes/token' }],
      },
    },
    channels: {
      socket: { address: '/', title: 'The default namespace', description: 'One connection of one user.', messages },
    },
    operations,
    components: {
      schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'As `auth.token` of the Socket.IO handshake, not as a header.',
        },
      },
    },
  }
}
