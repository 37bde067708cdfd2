import type { Problem, RouteAnswer, RouteInput, RouteName } from '@linsta/protocol'
import { isErrorCode, LinstaError } from '@linsta/protocol/errors'
import { paths } from '@linsta/protocol/paths'

/** Whether a part may be left out. One without any fields is `Record<string, never>`, which `object` does not extend. */
type IsOptional<Fields> = string extends keyof Fields ? true : object extends Fields ? true : false

/** What a route takes: parts that have no field to fill in may be left out. */
export type RestCall<Name extends RouteName> = {
  [Key in 'params' | 'query' | 'body' as IsOptional<RouteInput<Name, Key>> extends true ? never : Key]: RouteInput<
    Name,
    Key
  >
} & {
  [Key in 'params' | 'query' | 'body' as IsOptional<RouteInput<Name, Key>> extends true ? Key : never]?: RouteInput<
    Name,
    Key
  >
}

/**
 * Calls a route of the server, by its name in the protocol. It rejects with a `LinstaError`: what the server refuses it
 * for, or `unavailable` where the server cannot be reached.
 */
export type Rest = <Name extends RouteName>(
  name: Name,
  ...call: object extends RestCall<Name> ? [RestCall<Name>?] : [RestCall<Name>]
) => Promise<RouteAnswer<Name>>

/**
 * The REST interface, typed from the protocol: for what is no conversation, such as accounts, posts and events.
 * @param options.getToken undefined, or resolving with it, where nobody is signed in
 */
export function createRestClient(options: { url: string; getToken(): Promise<string | undefined> }): Rest {
  return async (name, ...[call]) => {
    const { params = {}, query = {}, body } = (call ?? {}) as Record<string, Record<string, unknown> | undefined>
    const [method = '', path = ''] = paths[name].split(' ')
    const filled = path.replaceAll(/:(\w+)/g, (_all, param: string) => encodeURIComponent(String(params[param])))
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
    )
    const token = await options.getToken()
    const response = await fetch(`${options.url}${filled}${search.size === 0 ? '' : `?${search}`}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new LinstaError('unavailable', { sentence: 'The server cannot be reached' })
    })
    const answer = await response.json().catch(() => undefined)
    if (response.ok) return answer
    throw toLinstaError(answer as Partial<Problem> | undefined)
  }
}

function toLinstaError(problem: Partial<Problem> | undefined): LinstaError {
  const { code = 'internal', error, detail, retryAfterMs } = problem ?? {}
  return new LinstaError(isErrorCode(code) ? code : 'internal', {
    ...(error === undefined ? {} : { sentence: error }),
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}
