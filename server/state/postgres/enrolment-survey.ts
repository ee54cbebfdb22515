import type { EnrolmentSurvey, SealedAuthenticator, UserKey } from '../contract/enrolments.ts'
import type { Query } from './query.ts'

/** Rows per statement: few enough for the shortest timeout on a slow disk. */
const batch = 10_000

interface Page {
  /** null if there are no further rows. */
  readonly last: UserKey | null
  readonly stores: readonly string[]
  readonly withoutClaimKey: readonly UserKey[]
  readonly seals: readonly SealedAuthenticator[]
}

const surveying = `
  WITH page AS MATERIALIZED (
    SELECT * FROM enrolments WHERE user_key > $1 ORDER BY user_key LIMIT ${batch}),
  authenticator AS MATERIALIZED (
    SELECT user_key, each ->> 'id' AS id, each ->> 'claimKey' AS claim_key, each ->> 'sealedTotpSecret' AS sealed
    FROM (
      SELECT user_key, json_array_elements(authenticators) AS each FROM page
      UNION ALL SELECT user_key, pending -> 'authenticator' FROM page WHERE pending IS NOT NULL) AS every)
  SELECT (SELECT max(user_key) FROM page) AS last,
    ARRAY (
      SELECT DISTINCT split_part(user_key, ':', 1) FROM page
      WHERE pending IS NOT NULL OR requirement IS NOT NULL OR cardinality(recovery_code_hashes) > 0
        OR json_array_length(authenticators) > 0) AS stores,
    ARRAY (SELECT DISTINCT user_key FROM authenticator WHERE claim_key IS NULL) AS "withoutClaimKey",
    ARRAY (
      SELECT json_build_object('userKey', user_key, 'id', id, 'sealedTotpSecret', sealed)
      FROM (
        SELECT DISTINCT ON (split_part(sealed, '.', 2)) * FROM authenticator
        ORDER BY split_part(sealed, '.', 2), user_key) AS sealed_by) AS seals`

/** One statement a page, because a single one would exceed the statement timeout with a million rows. */
export async function surveyEnrolments(query: Query): Promise<EnrolmentSurvey> {
  const stores = new Set<string>()
  const withoutClaimKey: UserKey[] = []
  const seals = new Map<string, SealedAuthenticator>()
  for (let after: UserKey | null = ''; after !== null; ) {
    const [page]: Page[] = await query<Page>(surveying, [after])
    for (const store of page?.stores ?? []) stores.add(store)
    withoutClaimKey.push(...(page?.withoutClaimKey ?? []))
    for (const seal of page?.seals ?? []) seals.set(seal.sealedTotpSecret.split('.')[1] ?? '', seal)
    after = page?.last ?? null
  }
  return { stores, withoutClaimKey, seals: [...seals.values()] }
}
