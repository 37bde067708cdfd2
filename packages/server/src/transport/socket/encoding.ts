import { PacketType } from 'socket.io-parser'
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
export type Frame = { packet: string; options: { wsPreEncodedFrame: unknown } }

export const createEventFrame = (name: string, payload: object): Frame =>
  createFrame(`${PacketType.EVENT}["${name}",${encodeOnce(payload)}]`)

/** @param callId Socket.IO's number of the call that is answered */
export const createAnswerFrame = (callId: number, outcome: object): Frame =>
  createFrame(`${PacketType.ACK}${callId}[${outcome instanceof EncodedJson ? outcome.text : JSON.stringify(outcome)}]`)

const ENGINE_MESSAGE = '4' // Engine.IO's packet type around every packet of Socket.IO

/** @see https://github.com/websockets/ws/issues/617 on frames that are made once and sent to many */
function createFrame(packet: string): Frame {
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
