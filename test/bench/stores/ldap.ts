import { connectToLdap } from '../../../adapters/ldap/connection.ts'
import { dnOf, person, withLdapStore } from '../../peers/ldap-people.ts'
import { type Slapd, serviceAccount, people as usersBase, withSlapd } from '../../peers/slapd.ts'
import { enabledNames, inFlight, password, people, type StorePlace, sshaHash } from './measured-store.ts'

const decoy = 'nobody'
const entries = [
  ...people.map(({ name, enabled }) =>
    person(name, { userPassword: sshaHash, userAccountControl: enabled ? '512' : '514' }),
  ),
  person(decoy, { userPassword: sshaHash }),
]

const yamlFor = ({ port }: Slapd) => ({
  name: 'directory',
  kind: 'ldap',
  host: '127.0.0.1',
  port,
  security: 'none',
  bindDn: serviceAccount.dn,
  password: serviceAccount.password,
  base: usersBase,
  decoyDn: dnOf(decoy),
})

export const ldapPlace: StorePlace = {
  kind: 'ldap',
  needs: ['slapd'],
  open: (use) =>
    withSlapd(entries, (slapd) =>
      withLdapStore(slapd, { decoyDn: dnOf(decoy) }, async (store) => {
        const server = { host: '127.0.0.1', port: slapd.port, security: 'none', ca: null } as const
        const connect = () => connectToLdap(server, AbortSignal.timeout(10_000))
        const connections = await Promise.all(Array.from({ length: inFlight }, connect))
        const bare = {
          what: 'bind',
          lanes: inFlight,
          verify: async (lane: number) =>
            connections[lane]?.client.bind(dnOf(enabledNames[lane] ?? ''), password),
        }
        try {
          return await use([{ label: 'ldap, {SSHA}', store, yaml: yamlFor(slapd), bare }])
        } finally {
          for (const connection of connections) connection.destroy()
        }
      }),
    ),
}
