// @vitest-environment happy-dom
import { cleanup, fireEvent, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { Avatar, hueOf, initialsOf } from './Avatar.tsx'

afterEach(cleanup)

describe('an avatar', () => {
  it.each([
    ['Ann', 'A'],
    ['Ann Lee', 'AL'],
    ['  Ann  Maria Lee ', 'AL'],
    ['دنة ليفي', 'دل'],
    ['😀 Ann', '😀A'],
    ['𝒜nn', '𝒜'],
    ['', ''],
  ])('%s has the initials %s', (name, initials) => expect(initialsOf(name)).toBe(initials))

  it('has a colour that stays somebody’s own', () => {
    expect(hueOf('ann')).toBe(hueOf('ann'))
    const hues = new Set(Array.from({ length: 200 }, (_none, place) => hueOf(`user-${place}`)))
    expect(hues.size).toBe(12)
  })

  it('shows initials where the picture is missing, broken or no address to load from', () => {
    const ann = { _id: 'ann', name: 'Ann Lee' }
    const { container, rerender } = render(<Avatar person={{ ...ann, picture: 'javascript:alert(1)' }} />)
    expect(container.querySelector('img')).toBeNull()
    rerender(<Avatar person={{ ...ann, picture: 'https://example.org/ann.png' }} />)
    const picture = container.querySelector('img')
    expect(picture?.getAttribute('src')).toBe('https://example.org/ann.png')
    if (picture !== null) fireEvent.error(picture)
    expect(container.textContent).toBe('AL')
  })
})
