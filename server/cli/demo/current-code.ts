import { rename, writeFile } from 'node:fs/promises'
import { codeAt, parseTotpSecret, timeStepAt, totpDefaults, totpKey } from '../../login/totp.ts'

export interface CurrentCode {
  readonly code: string
  readonly secondsLeft: number
}

/** @param totpSecret - base32 */
export function createCodeMaker(totpSecret: string): (now: number) => CurrentCode {
  const bytes = parseTotpSecret(totpSecret)
  if (bytes === null) throw new RangeError('not base32')
  const { algorithm, period } = totpDefaults
  const key = totpKey(bytes, algorithm)
  return (now) => ({
    code: codeAt(key, timeStepAt(now, period), totpDefaults),
    secondsLeft: period - (Math.floor(now / 1000) % period),
  })
}

/** Replaces the file in one step, so that a shell can read a whole code at any time. */
export async function writeCodeFile(file: string, code: string): Promise<void> {
  await writeFile(`${file}.new`, code, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
