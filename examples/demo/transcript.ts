import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const NAME_WIDTH = 8 // characters, the longest name of the cast and a space
const PALETTE: Style[] = ['cyan', 'yellow', 'magenta', 'blue', 'greenBright']

/** Tells the evening to whoever watches, line by line. */
export type Transcript = {
  title(text: string, about: string): void
  scene(name: string): void
  /** Somebody does or says something. */
  line(who: string, text: string): void
  /** What somebody is shown, under the line that caused it. */
  shown(who: string, text: string): void
  /** What happens around them. */
  aside(text: string): void
  /** Something was checked, and held. */
  tick(fact: string): void
  end(text: string): void
  failed(what: string, more: string): void
}

/** @param options.isColoured whether names and ticks have colours; without them nothing but text is written */
export function createTranscript(options: { write(text: string): void; isColoured: boolean }): Transcript {
  const { isColoured } = options
  const styles = new Map<string, Style>()
  let scenes = 0

  const write = (text: string) => options.write(`${text}\n`)
  const paint = (style: Style, text: string) => (isColoured ? styleText(style, text, { validateStream: false }) : text)

  function name(who: string, width = 0): string {
    const style = styles.get(who) ?? PALETTE[styles.size % PALETTE.length] ?? 'cyan'
    styles.set(who, style)
    return paint(style, who.padEnd(width))
  }

  return {
    title(text, about) {
      write(`\n  ${paint('bold', text)}`)
      write(`  ${paint('dim', about)}`)
    },
    scene(text) {
      scenes += 1
      write(`\n  ${paint('bold', `${scenes}  ${text}`)}`)
    },
    line: (who, text) => write(`     ${name(who, NAME_WIDTH)}${text}`),
    shown: (who, text) =>
      write(`     ${' '.repeat(NAME_WIDTH)}${paint('dim', '→')} ${name(who)} ${paint('dim', text)}`),
    aside: (text) => write(`     ${paint('italic', paint('dim', text))}`),
    tick: (fact) => write(`     ${paint('green', '✓')} ${paint('dim', fact)}`),
    end: (text) => write(`\n  ${paint('green', '✓')} ${paint('bold', text)}\n`),
    failed(what, more) {
      write(`\n  ${paint('red', '✗')} ${paint('bold', what)}`)
      if (more !== '') write(more.replaceAll(/^/gm, '    '))
      write('')
    },
  }
}
