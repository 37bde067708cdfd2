import { readFileSync } from 'node:fs'
import { errorCatalogue } from '@linsta/protocol'
import { expect, it } from 'vitest'
import { ERROR_DOCS, makeErrorDocs } from './errorDocs.ts'

const committed = readFileSync(new URL(`../${ERROR_DOCS}`, import.meta.url), 'utf8')

it('docs/errors.md is what npm run docs:errors makes of the catalogue', () => {
  expect(committed).toBe(makeErrorDocs())
})

it('docs/errors.md has every code, once and in order', () => {
  const codes = [...committed.matchAll(/^### `(\w+)`$/gm)].map(([, code]) => code)
  expect(codes).toEqual(Object.keys(errorCatalogue))
})
