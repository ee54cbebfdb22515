import { generate } from 'lean-qr/nano'
import { css } from 'lit'

const quietZone = 4

/**
 * A QR code on a canvas: what it says is a secret, and a canvas keeps it out of attributes and of recordings of the page.
 * Drawn once, to be shown as it is. `label` says what it is for, never what is in it.
 */
export function qrCode(content: string, label: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const attributes = { class: 'qr-code', part: 'qr-code', role: 'img', 'aria-label': label }
  for (const [name, value] of Object.entries(attributes)) canvas.setAttribute(name, value)
  generate(content).toCanvas(canvas, { pad: quietZone, on: [0, 0, 0], off: [255, 255, 255] })
  return canvas
}

/** White in dark mode too, and as sharp as its modules. */
export const qrCodeStyles = css`
  .qr-code {
    display: block;
    box-sizing: border-box;
    inline-size: min(220px, 100%);
    block-size: auto;
    margin: 0 auto 16px;
    border-radius: var(--_radius);
    background: #ffffff;
    image-rendering: pixelated;
    forced-color-adjust: none;
  }
`
