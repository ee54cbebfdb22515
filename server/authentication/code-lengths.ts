import type { TotpAuthenticator } from '../state/contract/state-store.ts'

type CodeLength = TotpAuthenticator['digits']
type CodeMaker = Pick<TotpAuthenticator, 'digits'>

/** Lengths of the codes that a user's active authenticators show, in ascending order. */
export function codeLengthsOf(active: readonly CodeMaker[]): readonly CodeLength[] {
  const digits = newestOf(active)
  if (active.every((each) => each.digits === digits)) return alone[digits]
  return bothLengths
}

/** What a challenge says of them; `digits` is the length of the newest authenticator's code. */
export function lengthsOf(active: readonly CodeMaker[]) {
  return { digits: newestOf(active), codeLengths: codeLengthsOf(active) }
}

function newestOf(active: readonly CodeMaker[]): CodeLength {
  return active.at(-1)?.digits ?? 6
}

// Made once, because every login reads them.
const alone = { 6: [6], 8: [8] } as const
const bothLengths = [6, 8] as const
