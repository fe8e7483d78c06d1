/** The colours and the font of the page as they are now; a canvas knows none of its own. */
export interface Palette {
  surface: string
  sunken: string
  ink: string
  ink2: string
  ink3: string
  line: string
  accent: string
  onAccent: string
  amber: string
  red: string
  font: string
}

export function paletteOf(element: HTMLElement): Palette {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    surface: token('surface'),
    sunken: token('sunken'),
    ink: token('ink'),
    ink2: token('ink-2'),
    ink3: token('ink-3'),
    line: token('line'),
    accent: token('accent'),
    onAccent: token('on-accent'),
    amber: token('amber'),
    red: token('red'),
    font: style.fontFamily,
  }
}

/** `part` of one colour over another, both written as `#rrggbb`. */
export function mixed(colour: string, over: string, part: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [a, b] = [colour, over].map((one) => parseInt(one.slice(at, at + 2), 16)) as [number, number]
    return Math.round(a * part + b * (1 - part))
  })
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}
