/** The app's own sign. It says nothing: its name stands elsewhere. */
export function Mark({ size }: { size: number }) {
  return <img className="mark" src="/icon.svg" alt="" width={size} height={size} />
}
