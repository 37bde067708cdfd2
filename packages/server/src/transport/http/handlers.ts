import type { RouteAnswer, RouteBody, RouteName, RouteParams, RouteQuery, Routes } from '@linsta/protocol'

/** What a handler is given: who calls, and the parsed parts of the request. */
type Call<Name extends RouteName> = {
  /** Who calls; undefined where no token is needed and none came. */
  actorId: Routes[Name]['token'] extends 'required' ? string : string | undefined
  params: RouteParams<Name>
  query: RouteQuery<Name>
  body: RouteBody<Name>
}

/** One function a route, from parsed request to answer. Handlers call rules; they decide nothing. */
export type Handlers = { [Name in RouteName]: (call: Call<Name>) => Promise<RouteAnswer<Name>> }
