import { useState } from 'react'
import { Choices } from '../ui/Choices.tsx'
import { type Appearance, keepAppearance, readAppearance } from './appearance.ts'

const THEMES = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

const DIRECTIONS = [
  { value: 'ltr', label: 'Left to right' },
  { value: 'rtl', label: 'Right to left' },
] as const

export function AppearancePanel() {
  const [appearance, setAppearance] = useState(() => readAppearance(window))
  const change = (part: Partial<Appearance>) => {
    const next = { ...appearance, ...part }
    setAppearance(next)
    keepAppearance(window, next)
  }
  return (
    <section className="panel" aria-labelledby="appearance">
      <h2 id="appearance">How it looks here</h2>
      <div className="row">
        <span>Colours</span>
        <Choices
          legend="Colours"
          name="theme"
          choices={THEMES}
          value={appearance.theme}
          onChange={(theme) => change({ theme })}
        />
      </div>
      <div className="row">
        <span>Direction</span>
        <Choices
          legend="Direction"
          name="direction"
          choices={DIRECTIONS}
          value={appearance.direction}
          onChange={(direction) => change({ direction })}
        />
      </div>
    </section>
  )
}
