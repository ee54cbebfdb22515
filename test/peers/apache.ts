import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { untilAnswering } from './portal-site.ts'
import { type Server, startServer } from './processes.ts'

export interface Apache {
  readonly url: string
  /** The same site behind a reverse proxy on this host, which speaks for its callers. */
  readonly proxied: string
  stop(): Promise<void>
}

const modules = ['mpm_prefork', 'authz_core', 'dir', 'mime', 'proxy', 'proxy_http', 'headers']

interface ApacheOptions {
  /** Of Apache and of PHP in it. */
  readonly env?: Readonly<Record<string, string>>
  /** A further file of configuration, for the whole server. */
  readonly include?: string
}

/** Debian's Apache with mod_php, as FreePBX has it, on loopback. */
export async function startApache(
  folder: string,
  documentRoot: string,
  { env = {}, include }: ApacheOptions = {},
): Promise<Apache> {
  const [port, proxyPort] = [await freePort(), await freePort()]
  const configuration = join(folder, 'apache.conf')
  const sessions = join(folder, 'sessions')
  await mkdir(sessions, { recursive: true })
  // The account that Apache changes to writes there.
  await chmod(sessions, 0o777)
  await writeFile(
    configuration,
    `ServerRoot ${folder}
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
LoadModule php_module /usr/lib/apache2/modules/libphp8.2.so
ServerName localhost
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
User www-data
Group www-data
StartServers 4
MaxRequestWorkers 64
KeepAlive Off
Listen 127.0.0.1:${port}
Listen 127.0.0.1:${proxyPort}
TypesConfig /etc/mime.types
<FilesMatch "\\.php$">
  SetHandler application/x-httpd-php
</FilesMatch>
php_admin_value session.save_path ${sessions}
php_admin_flag opcache.enable off
php_admin_flag display_errors off
php_admin_flag log_errors on
${include === undefined ? '' : `Include ${include}`}
<VirtualHost 127.0.0.1:${port}>
  DocumentRoot ${documentRoot}
  DirectoryIndex index.php
  <Directory ${documentRoot}>
    Options FollowSymLinks
    Require all granted
  </Directory>
</VirtualHost>
<VirtualHost 127.0.0.1:${proxyPort}>
  ProxyPass / http://127.0.0.1:${port}/
</VirtualHost>
`,
  )
  // A group of its own: at its end Apache signals the whole group that it is in.
  const command = ['/usr/sbin/apache2', '-f', configuration, '-D', 'FOREGROUND']
  const server: Server = await startServer('setsid', command, { env })
  const url = `http://127.0.0.1:${port}`
  try {
    await untilAnswering(url)
  } catch (error) {
    await server.stop()
    throw new Error(server.output(), { cause: error })
  }
  return { url, proxied: `http://127.0.0.1:${proxyPort}`, stop: () => server.stop() }
}
