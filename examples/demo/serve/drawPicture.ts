/**
 * A landscape of its own for every name: sky, sun, water or hills. The same name is the same picture.
 * @returns an SVG document of 1200 by 900
 */
export function drawPicture(name: string): string {
  const roll = createRoll(name)
  const palette = PALETTES[Math.floor(roll() * PALETTES.length)] ?? PALETTES[0]
  const [high, low, sun, ...layers] = palette
  const horizon = 380 + roll() * 180
  const sunX = 200 + roll() * 800
  const sunY = horizon - 60 - roll() * 220
  const hills = layers.map((colour, layer) => {
    const top = horizon + layer * (480 / layers.length)
    return `<path d="${drawRidge(roll, top, 110 - layer * 18)}" fill="${colour}"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900" viewBox="0 0 1200 900">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${high}"/><stop offset=".65" stop-color="${low}"/></linearGradient>
<radialGradient id="glow"><stop offset="0" stop-color="${sun}" stop-opacity=".55"/><stop offset="1" stop-color="${sun}" stop-opacity="0"/></radialGradient></defs>
<rect width="1200" height="900" fill="url(#sky)"/>
<circle cx="${sunX.toFixed()}" cy="${sunY.toFixed()}" r="260" fill="url(#glow)"/>
<circle cx="${sunX.toFixed()}" cy="${sunY.toFixed()}" r="${(46 + roll() * 30).toFixed()}" fill="${sun}"/>
${hills.join('\n')}
</svg>`
}

type Palette = readonly [high: string, low: string, sun: string, ...layers: string[]]

const PALETTES: readonly [Palette, ...Palette[]] = [
  ['#274c77', '#f7b267', '#fff1d0', '#e08e6d', '#a4586b', '#5c3d5e', '#2d2a43'],
  ['#7cc6d6', '#fdf3d8', '#fffbe8', '#9fcfa4', '#5fa88a', '#2f7f76', '#14545c'],
  ['#1d2b53', '#5c6fb1', '#f4f1de', '#41558f', '#2e3f70', '#202d55', '#141d3a'],
  ['#f6bd9b', '#fbe7d3', '#ffffff', '#e9a08a', '#c77a7a', '#8d5a6f', '#553f5b'],
  ['#5aa9e6', '#d9f0ff', '#fffdf2', '#8fc3d9', '#5c9fc0', '#33789c', '#1c5274'],
  ['#3b2f4a', '#d96c5f', '#ffd9a0', '#a84a56', '#77384f', '#4b2a44', '#281a30'],
]

/** A soft line from left to right, closed at the foot. */
function drawRidge(roll: () => number, top: number, height: number): string {
  const points = Array.from({ length: 6 }, (_, index) => ({ x: index * 240, y: top + (roll() - 0.5) * 2 * height }))
  const curves = points.slice(1).map(({ x, y }, index) => {
    const before = points[index] ?? { x: 0, y: top }
    const middle = (before.x + x) / 2
    return `C${middle} ${before.y.toFixed()} ${middle} ${y.toFixed()} ${x} ${y.toFixed()}`
  })
  return `M0 ${(points[0]?.y ?? top).toFixed()} ${curves.join(' ')} V900 H0 Z`
}

/** Numbers from 0 to 1 that follow from a name: mulberry32 over its FNV-1a hash. */
function createRoll(name: string): () => number {
  let state = 0x811c9dc5
  for (const unit of name) state = Math.imul(state ^ (unit.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
