import { generate } from 'lean-qr/nano'
import { css } from 'lit'

const quietZone = 4

/**
 * Draws a QR code on a canvas: its content is a secret, and a canvas keeps it out of attributes and of recordings of
 * the page. `label` describes the purpose, never the content.
 */
export function qrCode(content: string, label: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const attributes = { class: 'qr-code', part: 'qr-code', role: 'img', 'aria-label': label }
  for (const [name, value] of Object.entries(attributes)) canvas.setAttribute(name, value)
  generate(content).toCanvas(canvas, { pad: quietZone, on: [0, 0, 0], off: [255, 255, 255] })
  return canvas
}

/** White in dark mode too, with sharp modules. */
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
