/** What differs between the machines that there are packages for. */
export interface Architecture {
  /** As dpkg calls it. */
  readonly name: 'amd64' | 'arm64'
  /** As Node.js and npm call it; archives are named so, because they are not only for Debian. */
  readonly cpu: 'x64' | 'arm64'
  /** Prefix of the GNU tools that make programs for it. */
  readonly gnu: string
}

export const architectures = [
  { name: 'amd64', cpu: 'x64', gnu: 'x86_64-linux-gnu' },
  { name: 'arm64', cpu: 'arm64', gnu: 'aarch64-linux-gnu' },
] as const satisfies readonly Architecture[]

/** The packages of packaging/package.json that hold programs for it. */
export function packagesOf({ cpu }: Architecture) {
  return {
    node: `node-linux-${cpu}`,
    addons: [`@node-rs/argon2-linux-${cpu}-gnu`, `@node-rs/bcrypt-linux-${cpu}-gnu`],
  } as const
}
