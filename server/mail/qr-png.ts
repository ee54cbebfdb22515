import { generate } from 'lean-qr'
import { toPngBuffer } from 'lean-qr/extras/node_export'

/** ISO/IEC 18004: four light modules on each side, without which scanners do not find the code. */
const quietZone = 4
/** Pixels per module. */
const scale = 5

/** A QR code as PNG, black on white on any background. Drawn here, so that no other service sees the secret. */
export function qrPng(text: string): Uint8Array {
  return toPngBuffer(generate(text), {
    on: [0, 0, 0, 255],
    off: [255, 255, 255, 255],
    pad: quietZone,
    scale,
  })
}
