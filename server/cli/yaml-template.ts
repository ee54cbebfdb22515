import { join } from 'node:path'

export interface YamlOptions {
  /** 32 random characters, for the one NAS in the file. */
  readonly sharedSecret: string
  /** null: the default, beside the file. */
  readonly dataDir: string | null
  /** Where the JSON Schema of the file is, for editors; null: it is not known. */
  readonly schemaFile?: string | null
}

/**
 * A first ringlock.yaml. Lines that start with `# ` are explanations. Lines that start with `#` and no space show a
 * default, and mean the same with or without the `#`.
 */
export function ringlockYaml({ sharedSecret, dataDir, schemaFile = null }: YamlOptions): string {
  // JSON is YAML.
  const dataDirLine = dataDir === null ? '#dataDir: ./data' : `dataDir: ${JSON.stringify(dataDir)}`
  const usersFile = dataDir === null ? './data/users.json' : JSON.stringify(join(dataDir, 'users.json'))
  const forEditors = schemaFile === null ? '' : `# yaml-language-server: $schema=${schemaFile}\n`
  return `${forEditors}# Ringlock: the second factor for phone systems.
# A line like "#deadline: 4s" shows a default; take the # away and change the value. "ringlock doctor" checks this file.
# Durations are 30s, 10m, 2h, 7d. Paths are relative to this file.

# What Ringlock remembers: enrolments, running failures, the audit trail, the master key. Back it up.
${dataDirLine}
# The least that is logged: trace, debug, info, warn, error, fatal, silent.
#logLevel: info
# json, or text: lines for people, with the levels of journald in front.
#log: { format: json }

# The name that authenticator apps show above the code. Name, logo, accent and support text are in "branding" (docs/branding.md).
#issuer: Ringlock

radius:
  # UDP addresses of the RADIUS listener. Only this machine can reach these; "0.0.0.0:1812" is every IPv4 address.
  #listen: ["127.0.0.1:1812", "[::1]:1812"]
  # How long a login may take; after that the NAS no longer waits for the answer.
  #deadline: 4s
  # While a login can be neither accepted nor refused: silence (the NAS asks its next server) or reject.
  #whenUnavailable: silence

  # The PBXs and devices that may send requests. All others get no answer.
  clients:
    - name: this-machine
      # An address or a CIDR such as 10.0.0.0/8; the longest prefix wins.
      address: 127.0.0.1
      # The same secret stands in the PBX. Or "secretFile: path" or "secretEnv: NAME".
      secret: ${JSON.stringify(sharedSecret)}
      # append: the code is typed behind the password; challenge: it is asked for; auto: behind the separator or asked
      # for; code-only: the PBX checks the password itself; none: password alone.
      #secondFactor: append
      # Between password and code: "" = the code is the last digits; "," = it follows the last comma.
      #separator: ""
      # Discard requests that do not prove who sent them. Old PBXs and pam_radius cannot prove it and need false.
      #requireMessageAuthenticator: true
      # Discard requests that came through a proxy and do not prove who sent them.
      #limitProxyState: true
      # How it writes passwords: utf-8, or latin-1 for a device that cannot send UTF-8.
      #passwordEncoding: utf-8
      # Only members of these groups, only users with these roles; empty = everyone.
      #allow: { groups: [], roles: [] }
      # Attributes of an Access-Accept by dictionary name; the first entry that matches the user wins. For example:
      #   reply:
      #     - when: { role: superadmin }           # or group:, or both
      #       attributes: { Service-Type: Administrative-User, Class: admins }
      #     - attributes: { Class: staff }         # without "when": everybody else
      #reply: []

# Where users and their passwords are; asked in this order. "ringlock user add" fills a store of kind file.
userStores:
  - { name: local, kind: file, path: ${usersFile} }

# Where Ringlock remembers. lowdb: files in dataDir. postgres, with a url: a database that several machines share.
#stateStore: { kind: lowdb }

#policy:
  # For all users: off, optional (enrolled users are asked for a code) or required.
  #secondFactor: optional
  # For members of a group, as in { admins: required }; the strictest that applies wins.
  #groups: {}
  # Required but not enrolled: password alone until then.
  #gracePeriod: 7d
  # Time-steps accepted on each side, because clocks differ.
  #driftWindow: 1
  # Consecutive codes asked for at enrolment.
  #enrolmentCodes: { app: 1, hardware: 2 }
  # Only users with a mail address may set up an authenticator.
  #requireEmail: false
  # Sent at the first login after a second factor is asked for: off, link or qr.
  #enrolmentMail: link
  # Set-up in the middle of a login: off, grace (in the grace period) or on (after it too, when a stolen password could enrol).
  #enrolAtLogin: grace
  # A code by mail as fallback.
  #emailCode: true
  # How long a device may skip the code, or off.
  #trustedDevice: 7d
  # How long a mailed link works.
  #resetLink: 10m
  # Roles that may reset by mailed link after a correct password.
  #selfReset: [user, admin, superadmin]
  # Whose second factor an admin manages: self-only or lower-roles.
  #adminControl: lower-roles
  # What differs for the users of one tenant, as in { a.example: { secondFactor: required } }.
  #tenants: {}

# Who is told at once, grouped and at most every ten minutes; without this section, no one.
#alerts:
  # Who gets a mail; beside or in place of it, a webhook: { url, keyFile }.
  #mail: [ops@example.org]
  # What is told.
  #on: [locked-out, reset, admin-change, store-down, disk, trail-broken]

# How long the audit trail is kept; whole files are deleted, the oldest first, and the rest still verifies.
#audit:
  # How long a line is kept at most.
  #keep: 400d
  # The size of all its files together; KB, MB, GB or TB.
  #maxSize: 5GB
  # Where each line is sent, too: syslog (RFC 5424) over udp, tcp or tls, or a webhook, whose requests are signed with its key.
  #ship:
  #  - { name: siem, to: "tls://siem.example.org:6514", format: json } # or cef
  #  - { name: hook, to: "https://hook.example.org/ringlock", keyFile: ./hook.key }

# The HTTP listener for portals; without this section there is none.
#http:
  # TCP address of the listener.
  #listen: "127.0.0.1:8080"
  # Where users reach it; the only source of links in mail.
  #publicUrl: http://127.0.0.1:8080
  # Sites that embed the widgets: { name: portal, keyFile: portal.key, origins: ["https://portal.example.org"] }
  #portals: []
  # Reverse proxies, and servers of portals, whose X-Forwarded-For counts: addresses or CIDRs.
  #trustedProxies: []
  # Who may read /metrics, and what /readyz looks at: addresses or CIDRs.
  #metrics: { allow: [127.0.0.0/8, "::1"] }

# How mail leaves; without this section none is sent.
#mail:
  # The sender; change it together with the server.
  #from: "Phone system <pbx@example.test>"
  # The language of mails to users whose user store has none: en, de, fr, es, pt, it, nl, ar, zh or ja. For texts of your
  # own, add templates: a folder with files such as reset-link.de.html.
  #language: en
  # Whether mail with a QR code has its secret as a link, too, which opens an app on a phone.
  #appLink: false
  # security: none, starttls or tls. To log in, add user and passwordFile; for an authority of your
  # own, add ca: a file with its certificate.
  #smtp: { host: 127.0.0.1, port: 2525, security: none }
`
}
