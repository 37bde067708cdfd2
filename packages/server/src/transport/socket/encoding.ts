import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser'
import { Sender } from 'ws'

declare module 'ws' {
  /** What `ws` writes by; its types leave it out. */
  const Sender: {
    frame(
      data: Buffer,
      options: { readOnly: boolean; mask: boolean; rsv1: boolean; opcode: number; fin: boolean },
    ): Buffer[]
  }
}

/** JSON that was encoded before: the encoder puts it into its packet as it is. */
export class EncodedJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** For an encoder that is not ours: the same data, encoded once more. */
  toJSON(): unknown {
    return JSON.parse(this.text)
  }
}

/** Of this turn of the event loop: what goes out more than once goes out in one turn. */
const encodings = new Map<object, string>()
const forgetEncodings = () => encodings.clear()

/** The JSON of something that goes out more than once, such as a message in its ack and to the room: encoded once. */
export function encodeOnce(payload: object): string {
  let text = encodings.get(payload)
  if (text === undefined) {
    text = JSON.stringify(payload)
    if (encodings.size === 0) process.nextTick(forgetEncodings)
    encodings.set(payload, text)
  }
  return text
}

const toJson = (part: unknown): string => (part instanceof EncodedJson ? part.text : (JSON.stringify(part) ?? 'null'))

/** A packet of Socket.IO's main namespace: its type, for an acknowledgement the call's number, its arguments. */
const encodePacket = (type: PacketType, parts: readonly unknown[], id: number | undefined): string =>
  `${type}${id ?? ''}[${parts.map(toJson).join(',')}]`

/** An event as it goes out to any number of connections: its packet, and for WebSockets the finished frame. */
export type Frame = { packet: string; options: { wsPreEncodedFrame: unknown } }

const ENGINE_MESSAGE = '4' // Engine.IO's packet type around every packet of Socket.IO

/** @see https://github.com/websockets/ws/issues/617 on frames that are made once and sent to many */
export function createFrame(name: string, payload: object): Frame {
  const packet = `${PacketType.EVENT}["${name}",${encodeOnce(payload)}]`
  const headAndData = Sender.frame(Buffer.from(ENGINE_MESSAGE + packet), {
    readOnly: false,
    mask: false,
    rsv1: false,
    opcode: 1,
    fin: true,
  })
  // In one piece: the stream is then written to once a connection and not twice.
  return { packet, options: { wsPreEncodedFrame: [Buffer.concat(headAndData)] } }
}

/**
 * Socket.IO's own wire format. Everything we send is JSON: looking for binary parts, and encoding what is encoded
 * already, is spared.
 */
class JsonEncoder extends Encoder {
  override encode(packet: Packet) {
    const isOurs = packet.nsp === '/' && (packet.type === PacketType.EVENT || packet.type === PacketType.ACK)
    return isOurs ? [encodePacket(packet.type, packet.data, packet.id)] : super.encode(packet)
  }
}

/** The `parser` option of a Socket.IO server. */
export const jsonParser = { Encoder: JsonEncoder, Decoder }
