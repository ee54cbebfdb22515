import type { FileHandle } from 'node:fs/promises'

/** Whole lines, each with its newline. */
export interface LinesBlock {
  readonly bytes: Buffer
  /** Where it stands in the file. */
  readonly start: number
}

export interface PlacedLine {
  /** Without its newline. */
  readonly text: string
  /** Where it stands in the file. */
  readonly start: number
}

/** Much longer than a line of a trail; what is longer than a block is passed over. */
const blockBytes = 256 * 1024
const newline = 0x0a

/** The lines that end before `end`, the last block of them first; one block is held at a time. */
export async function* blocksBackwards(handle: FileHandle, end: number): AsyncGenerator<LinesBlock> {
  for (let upTo = end; upTo > 0; ) {
    const start = Math.max(0, upTo - blockBytes)
    const { buffer } = await handle.read(Buffer.alloc(upTo - start), 0, upTo - start, start)
    const first = start === 0 ? 0 : buffer.indexOf(newline) + 1
    const behindLast = buffer.lastIndexOf(newline) + 1
    if (first < behindLast) yield { bytes: buffer.subarray(first, behindLast), start: start + first }
    upTo = first < behindLast ? start + first : start
  }
}

/** @param containing - what a line has to hold; null: whatever it holds */
export function* linesBackwards(
  { bytes, start }: LinesBlock,
  containing: Buffer | null,
): Generator<PlacedLine> {
  for (let rest = bytes; rest.length > 0; ) {
    const at = containing === null ? rest.length - 1 : rest.lastIndexOf(containing)
    if (at < 0) return
    const first = rest.subarray(0, at).lastIndexOf(newline) + 1
    yield { text: rest.toString('utf8', first, rest.indexOf(newline, at)), start: start + first }
    rest = rest.subarray(0, first)
  }
}
