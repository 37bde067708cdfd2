import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ErrorCode, errorCatalogue } from '@linsta/protocol'
import { errorAdvice } from '@linsta/protocol/reference'

/*
 * The catalogue of errors as Markdown: npm run docs:errors writes it to docs/errors.md, which a test compares.
 */

export const ERROR_DOCS = 'docs/errors.md'

const row = (code: ErrorCode): string => {
  const { status, sentence } = errorCatalogue[code]
  return `### \`${code}\`\n\n${status} · ${sentence}\n\n${errorAdvice[code]}\n`
}

export const makeErrorDocs = (): string => `# Errors

Every refusal, on REST and in the acknowledgements of sockets, is an RFC 9457 problem:
\`{ type, title, status, code, error, detail?, retryAfterMs? }\`, on REST as \`application/problem+json\`. Programs go by
\`code\`, which keeps its meaning; \`error\` is a sentence for people, and some calls have one of their own. \`retryAfterMs\`
says after how many milliseconds the same call can succeed. The same can succeed later for
${(Object.keys(errorCatalogue) as ErrorCode[])
  .filter((code) => errorCatalogue[code].retryable)
  .map((code) => `[\`${code}\`](#${code})`)
  .join(', ')}; everything else stays as it is until the caller mends it.

This page is made from \`packages/protocol/src/errors.ts\` and \`packages/protocol/src/errorAdvice.ts\`. A running server
shows it at \`/docs\`, with what each route may refuse with.

${(Object.keys(errorCatalogue) as ErrorCode[]).map(row).join('\n')}`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL(`../${ERROR_DOCS}`, import.meta.url), makeErrorDocs())
}
