import { PacketType } from 'socket.io-parser'

/** JSON that was encoded before. */
export class EncodedJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** For whoever encodes it again, such as a simulated network: the same data. */
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

/** What goes out to a connection, or to many: a packet of Socket.IO, and for WebSockets the finished frame. */
export type Frame = { packet: string; options: { wsPreEncodedFrame: [Buffer] } }

export const createEventFrame = (name: string, payload: object): Frame =>
  createFrame(`${PacketType.EVENT}["${name}",${encodeOnce(payload)}]`)

/** @param callId Socket.IO's number of the call that is answered */
export const createAnswerFrame = (callId: number, outcome: object): Frame =>
  createFrame(`${PacketType.ACK}${callId}[${outcome instanceof EncodedJson ? outcome.text : JSON.stringify(outcome)}]`)

const ENGINE_MESSAGE = 0x34 // '4', Engine.IO's packet type around every packet of Socket.IO
const TEXT_FRAME = 0x81 // whole, and of text

/**
 * In one piece, so that the stream is written to once a connection. `ws` itself makes two.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 * @see https://github.com/websockets/ws/issues/617 on frames that are made once and sent to many
 */
function createFrame(packet: string): Frame {
  const length = 1 + Buffer.byteLength(packet)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = TEXT_FRAME
  frame[1] = head === 2 ? length : head === 4 ? 126 : 127
  if (head === 4) frame.writeUInt16BE(length, 2)
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame[head] = ENGINE_MESSAGE
  frame.write(packet, head + 1)
  return { packet, options: { wsPreEncodedFrame: [frame] } }
}
