import type { Screen } from './context.ts'

/** ISO/IEC 18004: four light modules on each side, without which scanners do not find the code. */
const quietZone = 4
/** Black on white whatever the terminal's colours, because scanners expect dark on light. */
const blackOnWhite = '\x1b[38;5;16;48;5;231m'
const reset = '\x1b[0m'
/** Indexed by the upper and lower module of a character: light, lower, upper, both. */
const blocks = [' ', '▄', '▀', '█'] as const

/**
 * A QR code in half-block characters; '' where `screen` cannot show it. Drawn here, so that no other program sees the
 * secret.
 */
export async function qrCode(text: string, screen: Screen): Promise<string> {
  if (screen.isTTY !== true) return ''
  const { generate } = await import('lean-qr')
  const modules = generate(text)
  const side = modules.size + 2 * quietZone
  // 0 columns means that the terminal does not know its size.
  if ((screen.columns || 80) < side) return ''
  const dark = (x: number, y: number) => modules.get(x - quietZone, y - quietZone)

  let drawn = ''
  for (let y = 0; y < side; y += 2) {
    drawn += blackOnWhite
    for (let x = 0; x < side; x++)
      drawn += blocks[((dark(x, y) ? 2 : 0) + (dark(x, y + 1) ? 1 : 0)) as 0 | 1 | 2 | 3]
    drawn += `${reset}\n`
  }
  return drawn
}
