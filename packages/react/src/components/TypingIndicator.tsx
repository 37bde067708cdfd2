import { useFormats } from '../hooks/useFormats.ts'
import { useStrings } from '../hooks/useStrings.ts'

/**
 * Who is typing, in words and moving dots. Its place stays when nobody is, so that nothing jumps.
 *
 * @example
 * <TypingIndicator names={['Ann']} />
 */
export function TypingIndicator({ names }: { names: readonly string[] }) {
  const strings = useStrings()
  const { list } = useFormats()
  return (
    <div className="linsta-typing">
      {names.length > 0 && (
        <>
          <span aria-hidden="true" className="linsta-typing-dots">
            <i />
            <i />
            <i />
          </span>
          <span className="linsta-typing-text">{strings.typing(list(names), names.length)}</span>
        </>
      )}
    </div>
  )
}
