import { done, door, type Operation, refused } from './operation.ts'

/** Signs assertions with a new key from now on. The former key still verifies older ones for a day. */
export const rotateAssertionKey: Operation<null, { readonly kid: string }> = async ({
  assertionKeys,
  audit,
}) => {
  if (assertionKeys === null)
    return refused('no-http', 'No http is configured, and nothing else signs assertions.')
  // The audit line is written first: a crash in between leaves a line without a key, never a key without a line.
  const { id } = await assertionKeys.rotate((reason) =>
    audit.record({ event: 'assertion-key.rotated', outcome: 'done', reason, door }),
  )
  return done(`Assertions are signed with the new key ${id}; those of the old one count for a day.`, {
    kid: id,
  })
}
