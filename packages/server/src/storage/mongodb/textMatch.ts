import { foldText } from '../../ports/foldText.ts'

/** Matches folded texts that have `search` in them as plain text; every one of them without it. */
export const contains = (search: string | undefined): { $regex: string } => ({
  $regex: escapePattern(foldText(search ?? '')),
})

/** A zero byte cannot stand in a pattern by itself. */
const escapePattern = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\u0000', '\\x00')
