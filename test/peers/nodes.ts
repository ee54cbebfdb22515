/** What `install` brings, as npm's package `node` calls it: the oldest release and the others that the service supports. */
export const supportedNodes = ['20.19', '22', '24', '26'] as const
export const tooOldNode = '18'

export type NodeRelease = (typeof supportedNodes)[number] | typeof tooOldNode

export function nodeProgram(release: NodeRelease): string {
  return `/opt/ringlock-peers/node-${release}/node_modules/node/bin/node`
}
