import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileAt } from '../config/load-config.ts'
import { ConfigError } from '../config/load-config.ts'

export interface Logo {
  /** Path of the file below our root; another content has another one. */
  readonly path: string
  readonly type: 'image/png' | 'image/svg+xml'
  readonly bytes: Uint8Array
}

const largest = 100_000
const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

/** Rejects with ConfigError for a file that is no PNG or SVG of up to 100 kB. */
export async function readLogo({ path, at }: FileAt): Promise<Logo> {
  const read = await readBytes(path)
  if (typeof read === 'string') throw faultAt(at, read)
  const type = typeOf(read)
  if (type === null) throw faultAt(at, 'a file of another kind')
  const print = createHash('sha256').update(read).digest('hex').slice(0, 16)
  return { path: `branding/${print}.${type === 'image/png' ? 'png' : 'svg'}`, type, bytes: read }
}

function faultAt(at: FileAt['at'], found: string): ConfigError {
  return new ConfigError([{ ...at, found, expected: 'a PNG or SVG file of up to 100 kB' }])
}

/** What was found instead, as text. */
async function readBytes(path: string): Promise<Buffer | string> {
  try {
    // Opening a named pipe would otherwise wait for a writer.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = await handle.stat()
      if (!stat.isFile()) return 'something that is no regular file'
      return stat.size > largest ? `${stat.size} bytes` : await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    return code === 'ENOENT' ? 'no such file' : `a file that cannot be read (${code})`
  }
}

/** By content, because names lie. */
function typeOf(bytes: Buffer): Logo['type'] | null {
  if (bytes.subarray(0, pngSignature.length).equals(pngSignature)) return 'image/png'
  const start = bytes.subarray(0, 2000).toString()
  return /^\uFEFF?\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/s.test(start)
    ? 'image/svg+xml'
    : null
}
