/** One of a few, all of them in sight: radio buttons that look like one control. */
export function Choices<Value extends string>(props: {
  legend: string
  name: string
  choices: readonly { value: Value; label: string }[]
  value: Value
  onChange(value: Value): void
}) {
  const { legend, name, choices, value, onChange } = props
  return (
    <fieldset className="choices">
      <legend className="unseen">{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
