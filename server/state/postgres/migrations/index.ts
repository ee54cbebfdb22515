import { tables } from './001-tables.ts'
import { turns } from './002-turns.ts'
import { assertionKeys } from './003-assertion-keys.ts'
import { challengeNonce } from './004-challenge-nonce.ts'
import { masterKeys } from './005-master-keys.ts'
import { places } from './006-places.ts'
import { audit } from './007-audit.ts'
import { storedEvents } from './008-stored-events.ts'
import { standing } from './009-standing.ts'
import { challengePlaces } from './010-challenge-places.ts'
import { vouchedLogins } from './011-vouched-logins.ts'
import { spansInARow } from './012-spans-in-a-row.ts'
import { redeemedAssertions } from './013-redeemed-assertions.ts'

/** Run in order, once each. A released migration is never changed; add another one instead. */
export const migrations: readonly string[] = [
  tables,
  turns,
  assertionKeys,
  challengeNonce,
  masterKeys,
  places,
  audit,
  storedEvents,
  standing,
  challengePlaces,
  vouchedLogins,
  spansInARow,
  redeemedAssertions,
]
