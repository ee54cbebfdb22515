import packageJson from '../../../package.json' with { type: 'json' }

/** What is the same for all hosts of a PBX. Paths are below the root of the host's file system. */
export interface Pbx {
  readonly kind: 'freepbx' | 'fusionpbx'
  readonly title: string
  /** Its module asks for the code alone, having let FreePBX check the password. */
  readonly maySkipPassword: boolean
  readonly settingsFile: string
  readonly cacheFolder: string
  /** The web server's account and group. */
  readonly account: string
  /** Lines of the settings that only this module knows. */
  readonly ownSettings: readonly string[]
  readonly proxyFile: string
  /** The page that says how the module stands, below the PBX's origin. */
  readonly probePath: string
  /** Part of the web server's configuration. */
  proxy(path: string, url: string): string
  /** Shown as an example where no user store is configured. */
  readonly userStore: string
  /** What is left to do, a command or a sentence each. */
  next(archive: string): readonly string[]
  /** Of the installed module: a file of its, and what looks at the set-up. */
  readonly doctor: { readonly file: string; readonly command: readonly [string, ...string[]] }
}

const freepbx: Pbx = {
  kind: 'freepbx',
  title: 'FreePBX',
  maySkipPassword: true,
  settingsFile: 'etc/ringlock-freepbx.ini',
  cacheFolder: 'var/cache/ringlock-freepbx',
  account: 'asterisk',
  ownSettings: [],
  proxyFile: 'etc/apache2/conf-available/ringlock.conf',
  probePath: '/admin/config.php',
  proxy: (path, url) => `# Ringlock under FreePBX's own origin, where links in mail lead.
<Location "${path}/">
    Require all granted
    # What a browser wrote there; mod_proxy adds the browser's address. Ringlock believes it where http.trustedProxies has this host.
    RequestHeader unset X-Forwarded-For
    ProxyPass "${url}/"
    ProxyPassReverse "${url}/"
</Location>
`,
  userStore:
    '{ name: pbx, kind: freepbx, loginTo: any, socket: /run/mysqld/mysqld.sock, user: ringlock, passwordFile: freepbx-password }',
  next: (archive) => [
    `tar xzf ${archive} -C /var/www/html/admin/modules`,
    'fwconsole ma install ringlock && fwconsole chown && fwconsole ringlock anchor',
    'For links in mail: a2enmod headers proxy_http && a2enconf ringlock && systemctl reload apache2',
  ],
  doctor: {
    file: 'var/www/html/admin/modules/ringlock/module.xml',
    command: ['fwconsole', 'ringlock', 'doctor'],
  },
}

const fusionpbx: Pbx = {
  kind: 'fusionpbx',
  title: 'FusionPBX',
  maySkipPassword: false,
  settingsFile: 'etc/ringlock-fusionpbx.ini',
  cacheFolder: 'var/cache/ringlock-fusionpbx',
  account: 'www-data',
  ownSettings: ['api_key = refuse'],
  proxyFile: 'etc/nginx/ringlock.conf',
  probePath: '/app/ringlock/probe.php',
  proxy: (path, url) => `# Ringlock under FusionPBX's own origin, so that every domain has it.
location ^~ ${path}/ {
    proxy_pass ${url}/;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    # In the place of whatever a browser wrote there. Ringlock believes it where http.trustedProxies has this host.
    proxy_set_header X-Forwarded-For $remote_addr;
    # FusionPBX's login has to see by its cookie that a browser is trusted.
    proxy_cookie_path ~^/.*$ /;
}
`,
  userStore: '{ name: pbx, kind: fusionpbx, socket: /run/postgresql, user: ringlock }',
  next: (archive) => [
    `tar xzf ${archive} && ringlock-fusionpbx-${packageJson.version}/install.sh --on`,
    'Write "include /etc/nginx/ringlock.conf;" into the server { } of port 443, then: systemctl reload nginx',
  ],
  doctor: {
    file: 'var/www/fusionpbx/app/ringlock/doctor.php',
    command: ['php', '/var/www/fusionpbx/app/ringlock/doctor.php'],
  },
}

export const pbxs: readonly Pbx[] = [freepbx, fusionpbx]
