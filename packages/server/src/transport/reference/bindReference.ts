import type { RouteName } from '@linsta/protocol'
import type { Request, Router } from 'express'
import { originOf, policyFor } from '../http/ownPages.ts'
import { referenceStyle } from './referenceStyle.ts'

type Reference = Awaited<ReturnType<typeof makeReference>>

/** Loaded and made when somebody first reads it: a server that nobody asks starts without it. */
async function makeReference(names: RouteName[]) {
  const [{ makeOpenApi }, { makeAsyncApi }, { makePage }] = await Promise.all([
    import('./openApi.ts'),
    import('./asyncApi.ts'),
    import('./page.ts'),
  ])
  const openApi = makeOpenApi(names)
  const asyncApi = makeAsyncApi()
  return { openApi, asyncApi, page: makePage({ openApi, asyncApi }) }
}

/** The document as the reader of this server needs it: with where they reached it. */
function toAsyncApi({ asyncApi }: Reference, request: Request): Reference['asyncApi'] {
  const { host, protocol } = new URL(originOf(request))
  const linsta = { ...asyncApi.servers.linsta, host, protocol: protocol === 'https:' ? 'wss' : 'ws' } as const
  return { ...asyncApi, servers: { linsta } }
}

/**
 * The reference of what this server answers: a page at `path`, and below it `openapi.json` and `asyncapi.json`. All of it
 * follows from the protocol package.
 */
export function bindReference(router: Router, { path, names }: { path: string; names: RouteName[] }): void {
  let made: Promise<Reference> | undefined
  const reference = (): Promise<Reference> => {
    made ??= makeReference(names)
    return made
  }
  router.get(path, policyFor(referenceStyle), async (request, response) => {
    // The page's links are relative to its own address.
    if (request.path.endsWith('/')) response.redirect(301, `..${path}`)
    else
      response
        .set('Cache-Control', 'no-cache')
        .type('html')
        .send((await reference()).page)
  })
  router.get(`${path}/openapi.json`, async (request, response) => {
    const { openApi } = await reference()
    response.set('Cache-Control', 'no-cache').json({ ...openApi, servers: [{ url: request.baseUrl || '/' }] })
  })
  router.get(`${path}/asyncapi.json`, async (request, response) => {
    // Made for this one reader, who chose the name of the host.
    response.set('Cache-Control', 'no-store').json(toAsyncApi(await reference(), request))
  })
}
