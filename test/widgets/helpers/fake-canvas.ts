const pictures = new WeakMap<HTMLCanvasElement, ImageData>()

/** What was drawn on a canvas, row by row: `true` is black, `false` is white; anything else fails. */
export function drawnOn(canvas: HTMLCanvasElement): boolean[][] {
  const picture = pictures.get(canvas)
  if (picture === undefined) throw new Error('nothing was drawn')
  const pixels = new Uint32Array(picture.data.buffer)
  const isBlack = (pixel: number) => {
    if (pixel !== 0xff_00_00_00 && pixel !== 0xff_ff_ff_ff)
      throw new Error(`neither black nor white: ${pixel}`)
    return pixel === 0xff_00_00_00
  }
  return Array.from({ length: picture.height }, (_, row) =>
    [...pixels.slice(row * picture.width, (row + 1) * picture.width)].map(isBlack),
  )
}

/** happy-dom draws nothing: this keeps what would have been drawn. */
Object.assign(HTMLCanvasElement.prototype, {
  getContext(this: HTMLCanvasElement) {
    return {
      createImageData: (width: number, height: number) => ({
        width,
        height,
        data: new Uint8ClampedArray(width * height * 4),
      }),
      putImageData: (picture: ImageData) => void pictures.set(this, picture),
    }
  },
})
