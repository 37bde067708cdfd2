import { LINSTA_ID } from '@linsta/protocol'
import { COMPONENTS, type JsonSchema } from './createSchemas.ts'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign)

/** A sentence with `code` in it. */
export const toProse = (text: string): string => escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

const INLINE_MAX = 64 // characters of a shape on one line, what a phone shows without breaking it twice

/**
 * A shape as TypeScript writes types, in HTML: names of shapes are links to `#shape-<name>`, what else is known of a
 * field stands behind it.
 * @param indent how deep the line stands that it is written into
 */
export function toNotation(schema: JsonSchema, indent = ''): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace(COMPONENTS, '')
    return `<a href="#shape-${name}">${name}</a>`
  }
  if ('const' in schema) return escapeHtml(JSON.stringify(schema.const))
  if (schema.enum !== undefined) return schema.enum.map((value) => escapeHtml(JSON.stringify(value))).join(' | ')
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined) return choices.map((choice) => toNotation(choice, indent)).join(' | ')
  if (schema.type === 'array') {
    const items = toNotation(schema.items ?? {}, indent)
    return items.includes(' | ') && !items.startsWith('{') ? `(${items})[]` : `${items}[]`
  }
  if (schema.type === 'object') return toObject(schema, indent)
  if (schema.format === 'date-time') return 'time'
  if (schema.format === 'date') return 'date'
  return [schema.type ?? 'unknown'].flat().join(' | ')
}

function toObject({ properties = {}, required = [] }: JsonSchema, indent: string): string {
  const fields = Object.entries(properties)
  if (fields.length === 0) return '{}'
  const deeper = `${indent}  `
  const lines = fields.map(([name, field]) => {
    const remark = remarkOn(field)
    const type = toNotation(field, deeper)
    return { text: `${name}${required.includes(name) ? '' : '?'}: ${type}`, remark }
  })
  const inline = `{ ${lines.map(({ text }) => text).join(', ')} }`
  const isShort = inline.replaceAll(/<[^>]*>/g, '').length <= INLINE_MAX && !inline.includes('\n')
  if (isShort && lines.every(({ remark }) => remark === '')) return inline
  const body = lines.map(({ text, remark }) => `${deeper}${text}${remark === '' ? '' : `  <i>${remark}</i>`}`)
  return `{\n${body.join('\n')}\n${indent}}`
}

/** What is known of a field beside its type: its bounds, what stands for it when it is left out, and what it is. */
export function remarkOn(field: JsonSchema): string {
  const one = field.anyOf?.find(({ type }) => type !== 'null') ?? field
  if (one.$ref !== undefined) return ''
  const remarks = [
    one.pattern === LINSTA_ID.source
      ? '24 hexadecimal characters'
      : toBounds(one.minLength, one.maxLength, 'characters'),
    toBounds(one.minItems, one.maxItems, 'of them'),
    toBounds(one.minimum, one.maximum, ''),
    field.default === undefined ? '' : `${JSON.stringify(field.default)} if left out`,
    field.description ?? one.description ?? '',
  ]
  return toProse(remarks.filter((remark) => remark !== '').join(' · '))
}

function toBounds(min: number | undefined, max: number | undefined, unit: string): string {
  const bounds =
    min !== undefined && max !== undefined
      ? `${min} to ${max}`
      : max !== undefined
        ? `at most ${max}`
        : min === undefined
          ? ''
          : `${unit === '' ? 'from' : 'at least'} ${min}`
  return bounds === '' ? '' : `${bounds} ${unit}`.trim()
}
