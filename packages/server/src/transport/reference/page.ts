import { type ErrorCode, errorCatalogue } from '@linsta/protocol'
import { errorAdvice } from '@linsta/protocol/reference'
import { mark } from '../http/ownPages.ts'
import type { AsyncApiDocument } from './asyncApi.ts'
import type { JsonSchema } from './createSchemas.ts'
import { remarkOn, toNotation, toProse } from './notation.ts'
import type { OpenApiDocument, OpenApiOperation } from './openApi.ts'
import { referenceStyle } from './referenceStyle.ts'

/** What routes refuse with whatever they are about: the page says it once. */
const USUAL: readonly string[] = [
  'origin_not_allowed',
  'token_missing',
  'token_invalid',
  'invalid_json',
  'payload_too_large',
  'unsupported_encoding',
  'rate_limited',
  'internal',
  'unavailable',
  'storage_full',
] satisfies ErrorCode[]

const toCodes = (codes: readonly string[]): string =>
  codes.map((code) => `<a href="#error-${code}"><code>${code}</code></a>`).join(' · ')

/** The codes of a refusal, as links into the catalogue; its sentences where it has some of its own. */
function toRefusals({ responses }: OpenApiOperation, components: OpenApiDocument['components']): string {
  const refusals = Object.entries(responses).flatMap(([status, response]) => {
    const name = '$ref' in response ? response.$ref.replace('#/components/responses/', '') : undefined
    const found =
      name === undefined ? (response as Exclude<typeof response, { $ref: string }>) : components.responses[name]
    const all = Object.keys(found?.content?.['application/problem+json']?.examples ?? {})
    const codes = all.filter((code) => !USUAL.includes(code))
    if (codes.length === 0) return []
    const sentences = /^Sentences.*$/m.exec(found?.description ?? '')?.[0].replace(/^.*?: /, '')
    return `<li>${status} ${toCodes(codes)}${sentences === undefined ? '' : `<br>${toProse(sentences)}`}</li>`
  })
  return refusals.length === 0 ? '' : `<h4>Refusals</h4><ul class="refusals">${refusals.join('\n')}</ul>`
}

/** Parameters as one shape, so that they read like bodies. */
function toParameters({ parameters }: OpenApiOperation, place: 'path' | 'query'): string {
  const here = parameters.filter((parameter) => parameter.in === place)
  if (here.length === 0) return ''
  const lines = here.map(({ name, required, schema, description }) => {
    const remark = remarkOn(description === undefined ? schema : { ...schema, description })
    return `${name}${required ? '' : '?'}: ${toNotation(schema)}${remark === '' ? '' : `  <i>${remark}</i>`}`
  })
  return `<h4>${place === 'path' ? 'Path' : 'Query'}</h4><pre>${lines.join('\n')}</pre>`
}

function toRoute(
  place: { method: string; path: string; operation: OpenApiOperation },
  openApi: OpenApiDocument,
): string {
  const { method, path, operation } = place
  const body = operation.requestBody?.content['application/json']?.schema
  const token = operation.security?.some((need) => Object.keys(need).length === 0) ? 'It needs no token.' : ''
  const answers = Object.entries(operation.responses).flatMap(([status, response]) => {
    const schema = '$ref' in response ? undefined : response.content?.['application/json']?.schema
    return schema === undefined ? [] : `<h4>Answer, ${status}</h4><pre>${toNotation(schema)}</pre>`
  })
  return `<details>
<summary><b>${method.toUpperCase()}</b><code>${path}</code><span>${operation.summary}</span></summary>
<div id="${operation.operationId}"><p>${toProse(`${operation.description ?? ''} ${token}`.trim())}</p>
${toParameters(operation, 'path')}${toParameters(operation, 'query')}
${body === undefined ? '' : `<h4>Body</h4><pre>${toNotation(body)}</pre>`}
${answers.join('')}
${toRefusals(operation, openApi.components)}</div>
</details>`
}

function toOperation(name: string, { operations, channels }: AsyncApiDocument): string {
  const { description, reply } = operations[name] ?? { description: '' }
  const payload = channels.socket.messages[name]?.payload ?? {}
  const ack = reply === undefined ? undefined : channels.socket.messages[`${name}_ack`]?.payload
  const prose = description.split('\n\n').map((part) => `<p>${toProse(part)}</p>`)
  const takesNothing = Object.keys(payload).length === 0
  return `<details>
<summary><code>${name}</code></summary>
<div id="socket-${name}">${prose.join('')}
<h3 class="part">Payload</h3><pre>${takesNothing ? '<i>nothing</i>' : toNotation(payload)}</pre>
${ack === undefined ? '' : `<h3 class="part">Acknowledgement</h3><pre>${toNotation(ack)}</pre>`}</div>
</details>`
}

const toShape = ([name, schema]: [string, JsonSchema]): string => `<details open>
<summary><code>${name}</code></summary>
<div id="shape-${name}"><p>${toProse(schema.description ?? '')}</p><pre>${toNotation(schema)}</pre></div>
</details>`

const toError = (code: ErrorCode): string => {
  const { status, sentence } = errorCatalogue[code]
  return `<dt id="error-${code}"><code>${code}</code><span>${status}</span>${toProse(sentence)}</dt>
<dd>${toProse(errorAdvice[code])}</dd>`
}

const FEATURES: Record<string, string> = {
  chat: 'Chat',
  notifications: 'Notifications',
  presence: 'Presence',
  accounts: 'Accounts',
  posts: 'Posts',
  events: 'Events',
}

/** Both documents and the catalogue of errors, to be read by people. It needs no script. */
export function makePage({ openApi, asyncApi }: { openApi: OpenApiDocument; asyncApi: AsyncApiDocument }): string {
  const places = Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  const features = Map.groupBy(places, ({ operation }) => operation.tags[0] ?? '')
  const routes = [...features].map(
    ([feature, ofFeature]) =>
      `<h3>${FEATURES[feature] ?? feature}</h3>\n${ofFeature.map((place) => toRoute(place, openApi)).join('\n')}`,
  )
  const named = (action: 'send' | 'receive') =>
    Object.keys(asyncApi.operations).filter((name) => asyncApi.operations[name]?.action === action)
  const shapes = { ...openApi.components.schemas, ...asyncApi.components.schemas }
  const shapesInOrder = Object.entries(shapes).sort(([one], [other]) => (one < other ? -1 : 1))

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Linsta: the reference</title>
<style>${referenceStyle}</style>
</head>
<body>
<main>
<header>${mark}<div><h1>The reference of this server</h1>
<p>Every route, call, event and error. For programs: <a href="docs/openapi.json">OpenAPI</a> and
<a href="docs/asyncapi.json">AsyncAPI</a>. To begin: <a href="start">three steps with curl</a>.</p></div></header>
<nav aria-label="Parts"><ul><li><a href="#rest">REST</a></li><li><a href="#calls">Calls</a></li>
<li><a href="#events">Events</a></li><li><a href="#shapes">Shapes</a></li><li><a href="#errors">Errors</a></li></ul></nav>

<section id="rest"><h2>REST</h2><p>${toProse(openApi.info.description)}
With <code>Authorization: Bearer &lt;JWT&gt;</code>, except where no token is needed.
Any route may refuse with ${toCodes(USUAL)}.</p>
${routes.join('\n')}</section>

<section id="calls"><h2>Socket calls</h2><p>${toProse(asyncApi.info.description)}</p>
${named('receive')
  .map((name) => toOperation(name, asyncApi))
  .join('\n')}</section>

<section id="events"><h2>Socket events</h2><p>What the server sends by itself.</p>
${named('send')
  .map((name) => toOperation(name, asyncApi))
  .join('\n')}</section>

<section id="shapes"><h2>Shapes</h2><p>What the others name. A field with <code>?</code> may be left out.</p>
${shapesInOrder.map(toShape).join('\n')}</section>

<section id="errors"><h2>Errors</h2><p>Every refusal is a <a href="#shape-Problem">Problem</a>. Codes keep their meaning;
programs go by them, and people read the sentence.</p>
<dl class="errors">
${(Object.keys(errorCatalogue) as ErrorCode[]).map(toError).join('\n')}
</dl></section>
</main>
</body>
</html>
`
}
