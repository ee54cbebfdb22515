/** The attributes that hold a user's fields. */
export interface LdapAttributes {
  /** Never changes: entryUUID, objectGUID. */
  readonly id: string
  /** Login names; the first one is displayed. */
  readonly names: readonly [string, ...string[]]
  readonly displayName: string
  readonly email: string
  readonly language: string
  /** Of a user or group: the groups that contain it. */
  readonly memberOf: string
  /** Of a group: its members. */
  readonly member: string
}

export interface LdapSchema {
  /** LDAP filter for users. */
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

/** `standard`: inetOrgPerson (RFC 2798) with entryUUID (RFC 4530), as in OpenLDAP with its memberof overlay. */
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
