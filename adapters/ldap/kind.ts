import { z } from 'zod'
import { duration, secretKeys, text, wholeNumber } from '../option-schemas.ts'
import { userStoreKind, userStoreOptions } from '../user-store-kind.ts'
import { ldapSchemas } from './schema.ts'

const dnText = 'a distinguished name: "ou=people,dc=example,dc=org"'
const dn = z.string(dnText).regex(/^[A-Za-z0-9.-]+\s*=/, dnText)
const attribute = z
  .string('the name of an attribute')
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'the name of an attribute')
const attributeNames = z.union(
  [attribute.transform((one): [string] => [one]), z.tuple([attribute], attribute)],
  'the name of an attribute or a list of them',
)

const usualPorts = { none: 389, starttls: 389, tls: 636 } as const

export const ldap = userStoreKind({
  options: userStoreOptions('ldap', 'users of an LDAP server or of Active Directory.', {
    host: text('the name or address of an LDAP server').describe('The LDAP server.'),
    port: wholeNumber(1, 65_535).optional().describe('Its port; 389, or 636 for tls.'),
    security: z
      .enum(['none', 'starttls', 'tls'])
      .default('starttls')
      .describe('How the connection is protected; none sends passwords unencrypted.'),
    caFile: text('the path of a file')
      .optional()
      .describe('Certificates (PEM) to trust instead of the well-known authorities; relative to this file.'),
    bindDn: dn
      .optional()
      .describe('The account that searches; leave out where anonymous searches are allowed.'),
    ...secretKeys('password', 'The password of bindDn'),
    base: dn.describe('Users are below it.'),
    schema: z
      .enum(['standard', 'active-directory'])
      .default('standard')
      .describe(
        'Attributes as in OpenLDAP (inetOrgPerson, entryUUID, memberof overlay) or Active Directory.',
      ),
    userFilter: text('an LDAP filter: "(objectClass=person)"')
      .optional()
      .describe('LDAP filter for users, in place of the one of the schema.'),
    attributes: z
      .strictObject({
        id: attribute.optional().describe('Never changes; never change this key.'),
        names: attributeNames.optional().describe('Login names; the first is shown.'),
        displayName: attribute.optional().describe('Shown beside the login name.'),
        email: attribute.optional().describe('The mail address.'),
        language: attribute.optional().describe('What mail is written in: de, pt-BR.'),
        memberOf: attribute.optional().describe('The groups of a user or group.'),
        member: attribute.optional().describe('The members of a group.'),
      })
      .prefault({})
      .describe('Attributes whose names differ from those of the schema.'),
    groups: z
      .strictObject({
        base: dn.optional().describe('Only groups below it count; base otherwise.'),
        membership: z
          .enum(['direct', 'nested', 'nested-by-server'])
          .default('direct')
          .describe(
            'nested: groups in groups too; nested-by-server: the same, found by Active Directory itself.',
          ),
      })
      .prefault({})
      .describe('The groups of users, by the first value of their DNs.'),
    roles: z
      .strictObject({
        admin: z.array(dn).default([]).describe('DNs of groups whose members are admins.'),
        superadmin: z.array(dn).default([]).describe('DNs of groups whose members are superadmins.'),
      })
      .prefault({})
      .describe('Groups that give a role.'),
    decoyDn: dn
      .optional()
      .describe(
        'An entry with a password that no person knows, used for binds of unknown users: only needed where slow hashes would reveal them.',
      ),
    timeout: duration({ least: 1000, most: 30_000, expected: 'a duration from 1s to 30s' })
      .prefault('2s')
      .describe('How long a query may take, connecting included.'),
  }).refine(
    ({ bindDn, password, passwordFile, passwordEnv }) =>
      (bindDn === undefined) === ((password ?? passwordFile ?? passwordEnv) === undefined),
    'bindDn and a password, or neither',
  ),
  secrets: () => [{ name: 'password', what: 'the password', required: false }],
  settings(values, { secret, absolute }) {
    const { host, port, security, caFile, bindDn, base, groups, roles, decoyDn, timeout } = values
    const usual = ldapSchemas[values.schema]
    const given = Object.entries(values.attributes).filter(([, name]) => name !== undefined)
    return {
      server: {
        host,
        port: port ?? usualPorts[security],
        security,
        caFile: caFile === undefined ? null : absolute(caFile),
      },
      serviceAccount: bindDn === undefined ? null : { dn: bindDn, password: secret() },
      base,
      schema: {
        userFilter: values.userFilter ?? usual.userFilter,
        attributes: { ...usual.attributes, ...Object.fromEntries(given) },
      },
      groups: { base: groups.base ?? base, membership: groups.membership, roles },
      decoyDn: decoyDn ?? null,
      timeout,
    }
  },
  async create(store) {
    const { createLdapUserStore } = await import('./user-store.ts')
    return createLdapUserStore(store)
  },
})
