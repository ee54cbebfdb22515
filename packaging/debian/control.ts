import packageJson from '../../package.json' with { type: 'json' }
import type { Architecture } from '../architectures.ts'

/** `1.0.0-rc.1` -> `1.0.0~rc.1`: dpkg sorts what follows `~` before the release, as semver does after `-`. */
export function debianVersion(version: string): string {
  return version.replace('-', '~')
}

/** @param installedKilobytes - of all files, as dpkg's Installed-Size counts them */
export function controlFile({ name }: Architecture, installedKilobytes: number): string {
  return `Package: ringlock
Version: ${debianVersion(packageJson.version)}
Architecture: ${name}
Maintainer: The Ringlock authors
Installed-Size: ${installedKilobytes}
Depends: adduser, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 9)
Section: admin
Priority: optional
Description: second factor for phone systems over RADIUS, PAM and HTTP
 Checks password and one-time code against the users that a PBX already has:
 FreePBX, FusionPBX, Issabel, LDAP and Active Directory, another RADIUS server,
 any SQL table, or a file. Brings its own Node.js.
`
}
