import {
  errorCatalogue,
  isErrorCode,
  type Problem,
  type RouteName,
  routes,
  type SocketAnswer,
  type SocketCallName,
  type SocketEvent,
  type SocketEventName,
  socketCalls,
  socketEvents,
} from '@linsta/protocol'
import { type Answer, type Connection, type Person, request } from '@linsta/testkit'
import { expect } from 'vitest'

/** Somebody's way to make the calls, over a socket or over REST: the same calls with the same answers. */
export type Caller = {
  readonly id: string
  /** The parsed answer; a refusal fails the test. */
  call<Name extends SocketCallName>(name: Name, payload?: object): Promise<SocketAnswer<Name>>
  /** The problem that the call is refused with; an answer fails the test. */
  refusal(name: SocketCallName, payload?: object): Promise<Problem>
}

/** Parses what came over the wire. A field that its schema does not have is drift as much as one that is missing. */
function parseExactly<Parsed>(schema: { parse(raw: unknown): unknown }, raw: unknown): Parsed {
  const parsed = schema.parse(raw)
  expect(raw).toEqual(parsed)
  return parsed as Parsed
}

/** An event as its schema has it. */
export const parseEvent = <Name extends SocketEventName>(name: Name, raw: unknown): SocketEvent<Name> =>
  parseExactly(socketEvents[name], raw)

/** The problem object as the catalogue has it. Its sentence may be the call's own. */
function readProblem(raw: Problem): Problem {
  expect(raw.code).toSatisfy(isErrorCode)
  const { status, sentence } = errorCatalogue[raw.code]
  expect(raw).toMatchObject({ type: `urn:linsta:error:${raw.code}`, title: sentence, status })
  expect(raw.error).toEqual(expect.any(String))
  return raw
}

/** A stock client's socket whose every answer and event is parsed by the protocol's schemas. */
export class SocketCaller implements Caller {
  readonly id: string
  readonly connection: Connection

  private constructor(person: Person, connection: Connection) {
    this.id = person.id
    this.connection = connection
  }

  static async connect(person: Person, options: Parameters<Person['connect']>[0] = {}): Promise<SocketCaller> {
    return new SocketCaller(person, await person.connect(options))
  }

  async call<Name extends SocketCallName>(name: Name, payload: object = {}): Promise<SocketAnswer<Name>> {
    const { ok, ...answer } = await this.connection.call(name, payload)
    expect({ ok, answer }, name).toMatchObject({ ok: true })
    return parseExactly(socketCalls[name].answer, answer)
  }

  async refusal(name: SocketCallName, payload: object = {}): Promise<Problem> {
    const outcome = await this.connection.call(name, payload)
    expect(outcome, name).toEqual({ ok: false, error: expect.any(Object) })
    return readProblem(outcome.error)
  }

  /** What came of `name` so far, parsed. */
  all<Name extends SocketEventName>(name: Name): SocketEvent<Name>[] {
    return this.connection.all(name).map((payload) => parseEvent(name, payload))
  }

  async waitFor<Name extends SocketEventName>(name: Name, count = 1): Promise<SocketEvent<Name>[]> {
    await this.connection.waitFor(name, count)
    return this.all(name)
  }

  /**
   * The names of what came beside answers to `settled`, in the order of arrival, once all of it has come. Without
   * `presence`, which the server gathers and tells when it likes: ask for it by `all`.
   */
  async heard(): Promise<SocketEventName[]> {
    await this.connection.settled()
    const names = this.connection.received.map(({ event }) => event as SocketEventName)
    for (const name of new Set(names)) this.all(name)
    return names.filter((name) => name !== 'notification_subscribed' && name !== 'presence')
  }

  /** Forgets what came so far, once all of it has come. */
  async clear(): Promise<void> {
    await this.heard()
    this.connection.received.length = 0
  }

  close(): void {
    this.connection.close()
  }
}

type Payload = Record<string, unknown>
type RestParts = { params?: Payload; query?: Payload; body?: object }
type RestCall = {
  route: RouteName
  /** Where the payload's fields go; the body without it. */
  split?(payload: Payload): RestParts
  /** The answer as the socket call has it; the same without it. */
  toAnswer?(answer: Payload): object
}

const toBody = (payload: Payload): RestParts => ({ body: payload })
const toParams = (payload: Payload) => ({ params: payload })
const toNothing = () => ({})
const without =
  (...names: string[]) =>
  (answer: Payload): object =>
    Object.fromEntries(Object.entries(answer).filter(([name]) => !names.includes(name)))

/** The route of each call that has one. */
const REST: Partial<Record<SocketCallName, RestCall>> = {
  sync: { route: 'sync' },
  get_changes: { route: 'getChanges' },
  get_messages: {
    route: 'getMessages',
    split: ({ chatRoomId, ...query }) => ({ params: { chatRoomId }, query }),
  },
  get_room: { route: 'getRoom', split: ({ chatRoomId, ...query }) => ({ params: { chatRoomId }, query }) },
  open_room: { route: 'openRoom' },
  create_room: { route: 'createRoom' },
  add_participant: { route: 'addParticipant', split: toParams, toAnswer: without('success') },
  remove_participant: { route: 'removeParticipant', split: toParams, toAnswer: without('success') },
  send_message: { route: 'sendMessage', toAnswer: (message) => ({ message }) },
  delete_message: { route: 'deleteMessage', split: toParams, toAnswer: (message) => ({ message }) },
  mark_read: {
    route: 'markRoomRead',
    split: ({ chatRoomId, ...body }) => ({ params: { chatRoomId }, body }),
    toAnswer: without('success'),
  },
  mark_delivered: { route: 'markDelivered', toAnswer: without('success') },
  typing: { route: 'tellTyping', split: toParams, toAnswer: without('success') },
  get_inbox_changes: { route: 'getInboxChanges' },
  mark_notification_read: {
    route: 'markNotificationRead',
    split: toParams,
    toAnswer: (notification) => ({ notification }),
  },
  mark_all_notifications_read: { route: 'markAllNotificationsRead', split: toNothing, toAnswer: toNothing },
  subscribe_presence: { route: 'getPresence' },
  get_privacy: { route: 'getPrivacy', split: toNothing, toAnswer: (privacy) => ({ privacy }) },
  set_privacy: { route: 'setPrivacy', toAnswer: (privacy) => ({ privacy }) },
}

/** `PUT /api/chat/rooms/…/participants/…`: a route with its parameters and query filled in. */
export function toRequestLine(name: RouteName, params: Payload = {}, query: Payload = {}): string {
  const { method, path } = routes[name]
  const filled = path.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String(params[field])))
  const search = new URLSearchParams(Object.entries(query).map(([field, value]) => [field, String(value)]))
  return `${method} ${filled}${search.size > 0 ? `?${search}` : ''}`
}

/** Makes the calls over REST. */
export class RestCaller implements Caller {
  readonly id: string
  readonly #person: Person
  readonly #measure: (call: string, bytes: number) => void

  /** @param measure is told the size of each answer's body */
  constructor(person: Person, measure: (call: string, bytes: number) => void = () => {}) {
    this.id = person.id
    this.#person = person
    this.#measure = measure
  }

  async call<Name extends SocketCallName>(name: Name, payload: object = {}): Promise<SocketAnswer<Name>> {
    const { route, toAnswer = (answer) => answer } = toRestCall(name)
    const { status, body } = await this.#request(name, payload)
    expect({ status, body }, name).toMatchObject({ status: routes[route].status })
    parseExactly(routes[route].answer, body)
    return parseExactly(socketCalls[name].answer, toAnswer(body))
  }

  async refusal(name: SocketCallName, payload: object = {}): Promise<Problem> {
    const { status, headers, body } = await this.#request(name, payload)
    const problem = readProblem(body)
    expect(status, name).toBe(problem.status)
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/)
    return problem
  }

  async #request(name: SocketCallName, payload: object): Promise<Answer> {
    const { route, split: toParts = toBody } = toRestCall(name)
    const { params, query, body } = toParts(payload as Payload)
    const { url, token } = this.#person
    const answer = await request(url, toRequestLine(route, params, query), { token, body })
    this.#measure(`REST ${name}`, Number(answer.headers.get('content-length')))
    return answer
  }
}

function toRestCall(name: SocketCallName): RestCall {
  const call = REST[name]
  if (call === undefined) throw new Error(`${name} has no route`)
  return call
}

export const WAYS = ['socket', 'REST'] as const
export type Way = (typeof WAYS)[number]

/** A caller of that way, which hears nothing of its own. */
export const openWay = async (way: Way, person: Person): Promise<Caller> =>
  way === 'socket' ? SocketCaller.connect(person) : new RestCaller(person)
