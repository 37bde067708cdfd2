import { WebSocket } from 'ws'

const CONNECT_MAX_MS = 10_000

const DIGIT_0 = 0x30
const ENGINE_PING = 0x32 // '2'
const ENGINE_MESSAGE = 0x34 // '4'
const PACKET_CONNECT = 0x30 // '0'
const PACKET_EVENT = 0x32 // '2'
const PACKET_ACK = 0x33 // '3'
const BRACKET = 0x5b // '['
const EVENT_NAME_START = 4 // after `42["`
const ACK_OK = '[{"ok":true'
const RECEIVE_MESSAGE = 'receive_message'

/**
 * A client that speaks Engine.IO and Socket.IO framing by hand, over websocket alone: several times cheaper than
 * socket.io-client, so that one core can offer what saturates a server. It counts, and parses no JSON.
 */
export class Wire {
  /** `receive_message` events so far. */
  deliveries = 0
  /** Called for each acknowledgement, with the id that the call was sent with. */
  onAck: (id: number, isOk: boolean) => void = () => {}
  /** Called for each `receive_message`. */
  onDelivery: () => void = () => {}
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  /** Resolves once the namespace `/` is connected; rejects with what the server refused it for. */
  static connect(url: string, auth: object): Promise<Wire> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: CONNECT_MAX_MS,
    })
    const wire = new Wire(socket)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no connection to ${url} in ${CONNECT_MAX_MS} ms`)),
        CONNECT_MAX_MS,
      )
      const fail = (error: Error) => {
        clearTimeout(timer)
        socket.terminate()
        reject(error)
      }
      socket.on('error', fail)
      socket.once('open', () => socket.send(`40${JSON.stringify(auth)}`))
      socket.on('message', (data: Buffer) => {
        if (data[0] === ENGINE_PING) socket.send('3')
        if (data[0] !== ENGINE_MESSAGE) return
        if (data[1] === PACKET_EVENT) wire.#receiveEvent(data)
        else if (data[1] === PACKET_ACK) wire.#receiveAck(data)
        else if (data[1] === PACKET_CONNECT) {
          clearTimeout(timer)
          resolve(wire)
        } else fail(new Error(`not connected: ${data}`))
      })
    })
  }

  #receiveEvent(data: Buffer): void {
    const name = data.toString('latin1', EVENT_NAME_START, EVENT_NAME_START + RECEIVE_MESSAGE.length)
    if (name !== RECEIVE_MESSAGE) return
    this.deliveries += 1
    this.onDelivery()
  }

  #receiveAck(data: Buffer): void {
    let id = 0
    let at = 2
    for (let byte = data[at]; byte !== undefined && byte !== BRACKET; byte = data[++at]) id = id * 10 + byte - DIGIT_0
    this.onAck(id, data.toString('latin1', at, at + ACK_OK.length) === ACK_OK)
  }

  /** Sends a call that will be acknowledged under `id`, which must be new to this connection. */
  call(id: number, name: string, payload: object): void {
    this.#socket.send(`42${id}["${name}",${JSON.stringify(payload)}]`)
  }

  /** Resolves once the call is acknowledged with `ok: true`. For use while nothing else is under way. */
  async callAndWait(name: string, payload: object): Promise<void> {
    const before = this.onAck
    await new Promise<void>((resolve, reject) => {
      this.onAck = (_id, isOk) => (isOk ? resolve() : reject(new Error(`${name} was refused`)))
      this.call(0, name, payload)
    })
    this.onAck = before
  }

  close(): void {
    this.#socket.terminate()
  }
}
