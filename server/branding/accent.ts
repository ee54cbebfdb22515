/** A colour as `#rrggbb`. */
export type Colour = `#${string}`

/** What one accent becomes in light and in dark mode. */
export interface Accent {
  /** As it is configured. */
  readonly wanted: Colour
  readonly light: Shade
  readonly dark: Shade
}

export interface Shade {
  /** For fills, links and what has the focus; readable on every background of ours. */
  readonly accent: Colour
  /** For text on a fill of it. */
  readonly onAccent: Colour
}

/** Of elements, pages, mail and the demo's portal. */
export const defaultAccent: Colour = '#3451c6'

/** WCAG 2.2: 1.4.3 in light mode, 1.4.6 in dark mode, where saturated colours glow. */
const leastContrast = { light: 4.5, dark: 7 } as const
/** The background of ours that contrasts least with text, by mode. */
const grounds = { light: '#eef3f4', dark: '#1f2229' } as const
const ink = { light: '#ffffff', dark: '#10121a' } as const

/**
 * Any accent is made readable: it is darkened for light mode and lightened for dark mode as far as needed, and the text on it is
 * white or nearly black, whichever contrasts more.
 */
export function accentOf(wanted: Colour): Accent {
  return { wanted, light: shadeOf(wanted, '#000000', 'light'), dark: shadeOf(wanted, '#ffffff', 'dark') }
}

function shadeOf(wanted: Colour, towards: Colour, mode: 'light' | 'dark'): Shade {
  let accent = wanted
  for (let share = 0; contrast(accent, grounds[mode]) < leastContrast[mode]; share += 0.02) {
    accent = mixed(wanted, towards, Math.min(share, 1))
  }
  const onAccent = contrast(accent, ink.light) >= contrast(accent, ink.dark) ? ink.light : ink.dark
  return { accent, onAccent }
}

/** Contrast ratio, 1 to 21 (WCAG 2.2). */
export function contrast(one: Colour, other: Colour): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: Colour): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const value = channel / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mixed(colour: Colour, towards: Colour, share: number): Colour {
  const ends = channels(towards)
  const mix = channels(colour).map((from, i) => Math.round(from + ((ends[i] ?? from) - from) * share))
  return `#${mix.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function channels(colour: Colour): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}
