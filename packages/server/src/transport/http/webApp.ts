import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Request, type RequestHandler, type Router } from 'express'
import helmet from 'helmet'

const ASSETS_MAX_AGE = '365d' // their names hold a hash of what is in them, so they never change

/** What is no page of the app, whoever asks: an unknown path below these stays an error that programs can read. */
const NO_PAGE = /^\/(api|socket\.io|assets|docs|health|healthz|readyz|metrics)(\/|$)/

/**
 * Only the app's own files run or style anything, no inline script or style, and no string ever becomes markup or code.
 * Pictures may come from anywhere, as posts name them. `ws:` is there for browsers whose 'self' is HTTP alone.
 */
const policy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    imgSrc: ["'self'", 'https:', 'http:', 'data:', 'blob:'],
    mediaSrc: ["'self'", 'https:', 'http:', 'blob:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["'none'"],
  },
})

/**
 * Whether somebody asks for a page: an address typed, a link followed. Programs that take anything get `/`, and beyond
 * it no page, so that a wrong path stays an error that they can read.
 */
const asksForPage = ({ method, path, headers }: Request): boolean => {
  if (method !== 'GET' && method !== 'HEAD') return false
  return path === '/' || (!NO_PAGE.test(path) && (headers.accept ?? '').includes('text/html'))
}

/**
 * Serves the web app's build at `/`, and on every address that the app itself gives its pages.
 * @returns false where there is no build: sources that were never built, a package without it
 */
export function bindWebApp(router: Router, folder: string): boolean {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) return false

  const sendPage: RequestHandler = (request, response, next) => {
    if (!asksForPage(request)) return next()
    // It names the assets of one build: a kept one would ask for files that are gone.
    response.set('Cache-Control', 'no-cache').vary('Accept').sendFile(index, { cacheControl: false })
  }
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: ASSETS_MAX_AGE, index: false }),
  )
  router.use(express.static(folder, { index: false, maxAge: 0 }))
  router.use(policyForPages, sendPage)
  return true
}

const policyForPages: RequestHandler = (request, response, next) => {
  if (asksForPage(request)) policy(request, response, next)
  else next()
}
