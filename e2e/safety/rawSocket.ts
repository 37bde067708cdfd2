/** How long the server may take to answer or to hang up. */
const ANSWER_MAX_MS = 10_000

export type Outcome = { ok: true } | { ok: false; error: { status: number; code: string; error: string } }

/**
 * A websocket that speaks Engine.IO by hand, so that it can say what no client would. A frame is a text or bytes;
 * `40` and a JSON object connects, `42` and an id and a JSON list calls, `43` and the id answers.
 */
export class RawSocket {
  readonly #socket: WebSocket
  readonly #frames: string[] = []
  #look = () => {}
  #lastId = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      if (data === '2')
        socket.send('3') // a heartbeat
      else this.#frames.push(String(data))
      this.#look()
    })
    socket.addEventListener('close', () => this.#look())
  }

  /** Opens the transport, and connects with `token` if there is one. */
  static async open(url: string, token?: string): Promise<RawSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    const raw = new RawSocket(socket)
    await raw.waitFor((frame) => frame.startsWith('0{'))
    if (token !== undefined && (await raw.connect(token)) !== 'connected') throw new Error('not let in')
    return raw
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    if (this.isOpen) this.#socket.send(frame)
  }

  /** Connects to the namespace of everybody. */
  async connect(token: string): Promise<'connected' | 'refused' | 'hung up'> {
    this.send(`40${JSON.stringify({ token })}`)
    const frame = await this.waitFor((one) => /^4[04]\{/.test(one))
    if (frame === undefined) return 'hung up'
    return frame.startsWith('40') ? 'connected' : 'refused'
  }

  /** Calls with arguments given as JSON, and resolves with the acknowledgement, undefined if the server hung up. */
  async call(name: string, ...argumentTexts: string[]): Promise<Outcome | undefined> {
    this.#lastId += 1
    const id = this.#lastId
    this.send(`42${id}[${[JSON.stringify(name), ...argumentTexts].join()}]`)
    const answer = await this.waitFor((frame) => frame.startsWith(`43${id}[`))
    return answer === undefined ? undefined : (JSON.parse(answer.slice(`43${id}`.length)) as [Outcome])[0]
  }

  /**
   * Resolves with the first frame, come or to come, that is looked for, undefined if the server hung up. All up to it
   * are forgotten.
   */
  waitFor(isIt: (frame: string) => boolean): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const end = (outcome: () => void) => {
        clearTimeout(timer)
        this.#look = () => {}
        outcome()
      }
      const timer = setTimeout(
        () => end(() => reject(new Error(`Neither answered nor hung up within ${ANSWER_MAX_MS} ms`))),
        ANSWER_MAX_MS,
      )
      this.#look = () => {
        const at = this.#frames.findIndex(isIt)
        if (at >= 0) end(() => resolve(this.#frames.splice(0, at + 1).at(-1)))
        else if (this.#socket.readyState === WebSocket.CLOSED) end(() => resolve(undefined))
      }
      this.#look()
    })
  }

  close(): void {
    this.#socket.close()
  }
}
