import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { domains } from './fusionpbx-database.ts'
import { nginxProgram, phpFpmProgram } from './peers.ts'
import type { Postgres } from './postgres.ts'
import { type Server, startServer } from './processes.ts'

/** Few enough for fifty logins to be too many. */
const workers = 8
const snippetFile = new URL('../../adapters/fusionpbx/module/nginx.conf', import.meta.url)

/** php-fpm under www-data, with sessions and logs of its own; it listens at php.sock in the folder. */
export async function startFpm(
  folder: string,
  { phpLog, env }: { readonly phpLog: string; readonly env: Readonly<Record<string, string>> },
): Promise<Server> {
  const configFile = join(folder, 'php-fpm.conf')
  const variables = Object.entries(env).map(([name, value]) => `env[${name}] = ${value}\n`)
  await writeFile(
    configFile,
    `[global]
error_log = ${folder}/logs/fpm.log
[www]
user = www-data
listen = ${folder}/php.sock
listen.owner = www-data
pm = static
pm.max_children = ${workers}
catch_workers_output = yes
php_admin_value[session.save_path] = ${folder}/sessions
php_admin_value[error_log] = ${phpLog}
php_admin_flag[log_errors] = on
${variables.join('')}`,
  )
  // Every line of it is read anew: tests change the code of a module while it runs.
  const args = ['-F', '-y', configFile, '-d', 'opcache.enable=0']
  return startServer(phpFpmProgram() ?? '', args)
}

/** The package's own part for nginx, with Ringlock elsewhere. */
export async function packedSnippet(ringlock: string): Promise<string> {
  return (await readFile(snippetFile, 'utf8')).replace('http://127.0.0.1:8090', ringlock)
}

/** nginx in front of it, with a part for Ringlock in its server. */
export async function startNginx(
  folder: string,
  { root, port, snippet }: { readonly root: string; readonly port: number; readonly snippet: string },
): Promise<Server> {
  const configFile = join(folder, 'nginx.conf')
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  await writeFile(
    configFile,
    `daemon off;
user www-data;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/logs/nginx.log;
events {}
http {
  access_log off;
  include /etc/nginx/mime.types;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/nginx/${kind};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    root ${root};
    index index.php;
    ${snippet}
    location ~ \\.php$ {
      fastcgi_pass unix:${folder}/php.sock;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
    }
  }
}
`,
  )
  return startServer(nginxProgram, ['-c', configFile, '-p', folder, '-e', `${folder}/logs/nginx.log`])
}

/** Where agents may put the set-up off. */
export const graceDomain = 'b.example.test'

/** Of a domain that FusionPBX serves, at the port of this address. */
export function originOf(url: string): (domain: string) => string {
  const { port } = new URL(url)
  return (domain) => `http://${domain}:${port}`
}

/** FusionPBX's users, for ringlock.yaml. */
export function userStoreOf(postgres: Postgres) {
  const { port, password } = new URL(postgres.url)
  const connection = { host: '127.0.0.1', port: Number(port), user: 'postgres', password }
  return { name: 'pbx', kind: 'fusionpbx', database: 'fusionpbx', ...connection }
}

/** The configuration of a Ringlock that reads FusionPBX's users; answers its file. */
export async function writeRinglockConfig(
  folder: string,
  postgres: Postgres,
  portal: { readonly url: string; readonly key: string },
  ports: { readonly http: number; readonly mail: number },
): Promise<string> {
  const file = join(folder, 'ringlock.yaml')
  const { url, key } = portal
  const config = {
    dataDir: './ringlock',
    http: {
      listen: `127.0.0.1:${ports.http}`,
      publicUrl: `${url}/ringlock`,
      portals: [{ name: 'fusionpbx', key, origins: domains.map(originOf(url)), maySkipPassword: true }],
      trustedProxies: ['127.0.0.1'],
    },
    userStores: [userStoreOf(postgres)],
    // Agents have to have a second factor, and set it up in the middle of their first login.
    policy: {
      secondFactor: 'optional',
      groups: { agent: 'required' },
      gracePeriod: '0s',
      enrolAtLogin: 'on',
      // Those of this domain have a week's time for it.
      tenants: { [graceDomain]: { gracePeriod: '7d' } },
    },
    mail: { from: 'pbx@example.test', smtp: { host: '127.0.0.1', port: ports.mail, security: 'none' } },
  }
  await writeFile(file, JSON.stringify(config), { mode: 0o600 })
  return file
}
