import fc from 'fast-check'

/*
 * Input as nobody means it, as JSON text: what JavaScript cannot hold (lone surrogates as escapes, numbers beyond all
 * bounds, fields named twice) is text nevertheless.
 */

/** JSON that code which trusts its input trips over. */
const traps: string[] = [
  ...['null', 'true', '0', '-0', '-1', '0.5', '1e999', '-1e999', '1e308', '5e-324', '9007199254740993', '4294967296'],
  ...['""', '" "', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ufeff"', '"\\u202e"', '"%00"', '"__proto__"'],
  ...['[]', '{}', '[[]]', '[null]', '["a","b"]', '{"$ne":""}', '{"$gt":""}', '{"toString":1}', '{"toJSON":1}'],
  ...['{"__proto__":{"ok":true}}', '{"constructor":{"prototype":{"ok":true}}}', '{"hasOwnProperty":1}'],
  ...['{"length":4294967295}', '{"0":"a","length":1}', '{"then":1}', '{"type":"Buffer","data":[1]}'],
  ...['{"_placeholder":true,"num":0}', '{"_placeholder":true,"num":-1}', '{"_placeholder":true,"num":"a"}'],
  ...['"2024-02-30"', '"0000-01-01T00:00:00+23:59"', '"9999-12-31T23:59:59-23:59"', '"javascript:alert(1)"'],
  `"${'x'.repeat(4_001)}"`,
  `"${'👩'.repeat(2_001)}"`,
  `"${'a@'.repeat(2_000)}"`,
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`,
  `{${Array.from({ length: 2_000 }, (_, index) => `"k${index}":0`).join()}}`,
]

/** Any JSON at all. */
export const jsonText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...traps) },
  { weight: 2, arbitrary: fc.json({ depthSize: 'small' }) },
  // Any UTF-16 units, lone surrogates among them: JSON.stringify writes those as escapes.
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) })
      .map((text) => JSON.stringify(text)),
  },
)

/** What is no JSON, or not quite. */
export const brokenJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '[',
    '"',
    '{"a":}',
    "{'a':1}",
    '{"a":1,}',
    '[1,]',
    'NaN',
    'undefined',
    '01',
    '\u0000',
    '\ufeff{}',
  ),
  fc.tuple(jsonText, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  fc.string({ unit: 'binary' }),
)

/**
 * An object with some of these fields, each a good value, a trap or anything, some of them twice.
 * @param good JSON of good values by field, so that what is parsed after a field is reached as well
 */
export function objectText(fields: readonly string[], good: ReadonlyMap<string, string>): fc.Arbitrary<string> {
  if (fields.length === 0) return jsonText
  const field = fc.constantFrom(...fields).chain((name) => {
    const goodValue = good.get(name)
    const value =
      goodValue === undefined ? jsonText : fc.oneof({ weight: 2, arbitrary: fc.constant(goodValue) }, jsonText)
    return value.map((text) => `${JSON.stringify(name)}:${text}`)
  })
  const allGood = fields.filter((name) => good.has(name)).map((name) => `${JSON.stringify(name)}:${good.get(name)}`)
  return fc
    .array(field, { maxLength: fields.length + 2 })
    .chain((parts) => fc.constantFrom(parts, [...allGood, ...parts]))
    .map((parts) => `{${parts.join()}}`)
}

/** A segment of a path or a value of a query, encoded, half encoded or not at all. */
export const urlText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '%00',
    '%',
    '%zz',
    '%E0%A4%A',
    '%ED%A0%80',
    '%2e%2e%2f',
    '%F0%9F%98%80',
    'a;b',
    '__proto__',
    '-1',
    '1e9',
  ),
  fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.nat().map(String),
  fc.constant('x'.repeat(4_000)),
)
