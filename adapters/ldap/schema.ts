/** Which attribute says what. */
export interface LdapAttributes {
  /** Never changes: entryUUID, objectGUID. */
  readonly id: string
  /** Login names; the first is the one that is shown. */
  readonly names: readonly [string, ...string[]]
  readonly displayName: string
  readonly email: string
  readonly language: string
  /** Of a user or a group: the groups it is in. */
  readonly memberOf: string
  /** Of a group: who is in it. */
  readonly member: string
}

export interface LdapSchema {
  /** Who is a user, as an LDAP filter. */
  readonly userFilter: string
  readonly attributes: LdapAttributes
}

const common = {
  displayName: 'displayName',
  email: 'mail',
  language: 'preferredLanguage',
  memberOf: 'memberOf',
  member: 'member',
}

/** `standard`: inetOrgPerson (RFC 2798) and entryUUID (RFC 4530), as OpenLDAP has them, with its memberof overlay. */
export const ldapSchemas = {
  standard: {
    userFilter: '(objectClass=inetOrgPerson)',
    attributes: { ...common, id: 'entryUUID', names: ['uid'] },
  },
  'active-directory': {
    userFilter: '(&(objectCategory=person)(objectClass=user))',
    attributes: { ...common, id: 'objectGUID', names: ['sAMAccountName', 'userPrincipalName'] },
  },
} as const satisfies Record<string, LdapSchema>
