import { randomBytes } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { md5Hex, sha1Hex } from '../../adapters/passwords/hex-digest.ts'
import { verifyPassword } from '../../adapters/passwords/verify.ts'
import { peerTest } from './peers.ts'
import { run } from './processes.ts'

const queue = createHashingQueue()

/** Of many lengths, around the sizes of digests and blocks; without NUL and line end, which no command line takes. */
const passwords = [
  ...[1, 8, 16, 17, 32, 33, 64, 65, 72].map((length) => lettersOf(length)),
  'Tr0ub4dor&3 test',
  'Zoë\'s "p,w" 😀',
  '$HOME `id` \\ % {SSHA}',
  ' spaces around ',
]

function lettersOf(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length)
}

async function output(program: string, args: readonly string[], input = ''): Promise<string> {
  const { exitCode, stdout, stderr } = await run(program, args, { input })
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

async function matchesOnly(password: string, hash: string): Promise<void> {
  const verify = (typed: string) => verifyPassword(typed, hash, Infinity, queue)
  assert.is(await verify(password), 'ok', `${JSON.stringify(password)} ${hash}`)
  const others = [`x${password}`.slice(0, password.length), `x${password}`, password.slice(1)]
  for (const other of others.filter((each) => each !== password)) {
    assert.is(await verify(other), 'wrong', `${JSON.stringify(other)} ${hash}`)
  }
}

const phpProgram = `
$password = stream_get_contents(STDIN);
$salt = bin2hex(random_bytes(8));
echo json_encode([
  'crypt' => [
    password_hash($password, PASSWORD_BCRYPT, ['cost' => 4]),
    crypt($password, '$1$' . substr($salt, 0, 8)),
    crypt($password, '$5$' . $salt),
    crypt($password, '$5$rounds=1234$' . substr($salt, 0, 5)),
    crypt($password, '$6$' . $salt),
    crypt($password, '$6$rounds=4321$' . substr($salt, 0, 1)),
    password_hash($password, PASSWORD_ARGON2ID, ['memory_cost' => 1024, 'time_cost' => 1]),
  ],
  'md5' => md5($password),
  'sha1' => sha1($password),
  'salt' => $salt,
  'salted' => md5($salt . $password),
]);
`

peerTest('PHP: what it hashes, as the PBXs do, is verified', { needs: ['php'] }, async () => {
  for (const password of passwords) {
    const made = JSON.parse(await output('php', ['-r', phpProgram], password))
    for (const hash of made.crypt) await matchesOnly(password, hash)
    await matchesOnly(password, md5Hex(made.md5) ?? '')
    await matchesOnly(password, md5Hex(made.salted, made.salt) ?? '')
    await matchesOnly(password, sha1Hex(made.sha1) ?? '')
  }
})

peerTest('openssl passwd: md5-crypt, apr1 and sha-crypt are verified', { needs: ['openssl'] }, async () => {
  for (const password of passwords) {
    for (const kind of ['-1', '-apr1', '-5', '-6']) {
      await matchesOnly(password, await output('openssl', ['passwd', kind, '-stdin'], password))
    }
  }
})

peerTest('htpasswd: bcrypt and apr1 are verified', { needs: ['htpasswd'] }, async () => {
  for (const password of passwords) {
    for (const kind of ['bcrypt', 'apr1']) {
      const args = kind === 'apr1' ? ['-nim', 'user'] : ['-niBC', '4', 'user']
      const line = await output('htpasswd', args, password)
      await matchesOnly(password, line.slice('user:'.length))
    }
  }
})

peerTest('slappasswd: the SSHA family and {CRYPT} are verified', { needs: ['slappasswd'] }, async () => {
  const sha2 = ['-o', 'module-path=/usr/lib/ldap', '-o', 'module-load=pw-sha2']
  for (const password of passwords) {
    for (const scheme of ['MD5', 'SMD5', 'SHA', 'SSHA']) {
      await matchesOnly(password, await output('slappasswd', ['-h', `{${scheme}}`, '-s', password]))
    }
    for (const scheme of ['SHA256', 'SSHA256', 'SHA512', 'SSHA512']) {
      await matchesOnly(password, await output('slappasswd', [...sha2, '-h', `{${scheme}}`, '-s', password]))
    }
    for (const salt of ['$1$%.8s', '$5$%.16s', '$6$%.8s']) {
      await matchesOnly(password, await output('slappasswd', ['-h', '{CRYPT}', '-c', salt, '-s', password]))
    }
  }
})

test.run()
