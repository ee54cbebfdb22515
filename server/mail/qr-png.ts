import { generate } from 'lean-qr'
import { toPngBuffer } from 'lean-qr/extras/node_export'

/** ISO/IEC 18004: four light modules on every side, or scanners do not find the code. */
const quietZone = 4
/** Pixels a module. */
const scale = 5

/** A QR code as PNG, black on white whatever the ground around it, drawn here and by nobody else. */
export function qrPng(text: string): Uint8Array {
  return toPngBuffer(generate(text), {
    on: [0, 0, 0, 255],
    off: [255, 255, 255, 255],
    pad: quietZone,
    scale,
  })
}
