import { useStrings } from '../hooks/useStrings.ts'

/** Rows in grey while the real ones are on their way. */
export function Skeleton({ rows, kind }: { rows: number; kind: 'rooms' | 'messages' }) {
  const { loading } = useStrings()
  return (
    <div role="img" aria-label={loading} className={`linsta-skeleton linsta-skeleton-${kind}`}>
      {Array.from({ length: rows }, (_none, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <div key={row} className="linsta-skeleton-row" />
      ))}
    </div>
  )
}
