/** How often something is tried that chance has a part in: fewer times in the inner loop than in CI. */
export function howOften({ ci, here }: { readonly ci: number; readonly here: number }): number {
  return process.env.CI === 'true' ? ci : here
}
