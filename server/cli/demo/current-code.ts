import { rename, writeFile } from 'node:fs/promises'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../login/totp.ts'

/** The defaults of authenticator apps. */
export const usualCodes = { algorithm: 'SHA1', digits: 6, period: 30 } as const

export interface CurrentCode {
  readonly code: string
  readonly secondsLeft: number
}

/** @param totpSecret - base32 */
export function createCodeMaker(totpSecret: string): (now: number) => CurrentCode {
  const bytes = parseTotpSecret(totpSecret)
  if (bytes === null) throw new RangeError('not base32')
  const { algorithm, period } = usualCodes
  const key = totpKey(bytes, algorithm)
  return (now) => ({
    code: codeAt(key, timeStepAt(now, period), usualCodes),
    secondsLeft: period - (Math.floor(now / 1000) % period),
  })
}

/** Replaces the file in one step, so that a shell can read a whole code at any time. */
export async function writeCodeFile(file: string, code: string): Promise<void> {
  await writeFile(`${file}.new`, code, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
