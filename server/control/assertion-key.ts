import { done, door, type Operation, refused } from './operation.ts'

/** Signs assertions with a new key from now on; the one before checks them for a day still. */
export const rotateAssertionKey: Operation<null, { readonly kid: string }> = async ({
  assertionKeys,
  audit,
}) => {
  if (assertionKeys === null)
    return refused('no-http', 'No http is configured, and nothing else signs assertions.')
  // The line first: cut off in between, there is a line too many, never a key without one.
  const { id } = await assertionKeys.rotate((reason) =>
    audit.record({ event: 'assertion-key.rotated', outcome: 'done', reason, door }),
  )
  return done(`Assertions are signed with the new key ${id}; those of the old one count for a day.`, {
    kid: id,
  })
}
