import { cheapHash } from './user-databases.ts'

export interface NewUser {
  readonly name: string
  readonly domain?: string
  readonly group?: 'user' | 'admin' | 'superadmin' | 'agent'
  readonly enrolled?: boolean
  readonly email?: string
  readonly apiKey?: string
  readonly password?: string
}

export const domains = ['a.example.test', 'b.example.test', '127.0.0.1'] as const
export type PbxDomain = (typeof domains)[number]

export const domainUuid = (domain: string) => uuidOf(1, domains.indexOf(domain as PbxDomain))
const uuidOf = (kind: number, index: number) =>
  `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`
export const userUuid = (index: number) => uuidOf(9, index)

/** Domains that users log in at; the last is one that a browser takes for safe without a certificate. */
export const domainRows = `INSERT INTO v_domains (domain_uuid, domain_name, domain_enabled) VALUES
  ${domains.map((domain) => `('${domainUuid(domain)}', '${domain}', true)`).join(', ')};`

/** A user, in tables of FusionPBX's own or of its double. */
export async function userRows(uuid: string, password: string, user: NewUser): Promise<string> {
  const { name, domain = domains[0], group = 'user', email, apiKey } = user
  const text = (value: string | undefined) => (value === undefined ? 'NULL' : `'${value}'`)
  const hash = await cheapHash(password)
  return `
    INSERT INTO v_users (user_uuid, domain_uuid, username, password, user_email, api_key, user_enabled) VALUES
      ('${uuid}', '${domainUuid(domain)}', '${name}', '${hash}', ${text(email)}, ${text(apiKey)}, true);
    INSERT INTO v_user_groups (user_group_uuid, domain_uuid, group_name, group_uuid, user_uuid)
      SELECT gen_random_uuid(), '${domainUuid(domain)}', '${group}', group_uuid, '${uuid}'
      FROM v_groups WHERE group_name = '${group}';`
}

/** Those of FusionPBX's tables that the module or its double reads, with what a new FusionPBX has in them. */
export const schema = `
  CREATE TABLE v_domains (domain_uuid uuid PRIMARY KEY, domain_parent_uuid uuid, domain_name text, domain_enabled boolean);
  CREATE TABLE v_users (user_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_uuid uuid, username text, password text, salt text,
    user_email text, user_status text, api_key text, user_totp_secret text, user_type text, user_enabled boolean);
  CREATE TABLE v_groups (group_uuid uuid PRIMARY KEY, domain_uuid uuid, group_name text, group_level numeric);
  CREATE TABLE v_user_groups (user_group_uuid uuid PRIMARY KEY DEFAULT gen_random_uuid(), domain_uuid uuid, group_name text,
    group_uuid uuid, user_uuid uuid);
  CREATE TABLE v_group_permissions (group_permission_uuid uuid PRIMARY KEY DEFAULT gen_random_uuid(), permission_name text, group_name text);
  CREATE TABLE v_menu_items (menu_item_uuid uuid PRIMARY KEY, menu_item_parent_uuid uuid, menu_item_title text, menu_item_link text);
  ${['default', 'domain', 'user'].map(settingsTable).join('')}
  CREATE TABLE v_user_logs (user_log_uuid uuid PRIMARY KEY, "timestamp" timestamptz, domain_uuid uuid, user_uuid uuid, username text,
    type text, result text, detail text, remote_address text, user_agent text, remember_selector uuid, remember_validator text);
  INSERT INTO v_groups (group_uuid, group_name, group_level) VALUES
    ('${uuidOf(3, 0)}', 'superadmin', 80), ('${uuidOf(3, 1)}', 'admin', 50), ('${uuidOf(3, 2)}', 'user', 30),
    ('${uuidOf(3, 3)}', 'agent', 20);
  ${domainRows}
  INSERT INTO v_default_settings (default_setting_category, default_setting_subcategory, default_setting_name, default_setting_value,
    default_setting_order, default_setting_enabled) VALUES
    ('authentication', 'methods', 'array', 'database', 10, true), ('authentication', 'methods', 'array', 'ringlock', 50, true),
    ('login', 'remember_me', 'boolean', 'false', 10, true);`

function settingsTable(kind: string): string {
  const owner =
    kind === 'default' ? '' : kind === 'domain' ? 'domain_uuid uuid,' : 'domain_uuid uuid, user_uuid uuid,'
  const columns = ['category', 'subcategory', 'name', 'value'].map((each) => `${kind}_setting_${each} text`)
  return `CREATE TABLE v_${kind}_settings (${kind}_setting_uuid uuid PRIMARY KEY DEFAULT gen_random_uuid(), ${owner}
    ${columns.join(', ')}, ${kind}_setting_order numeric, ${kind}_setting_enabled boolean, ${kind}_setting_description text);`
}
