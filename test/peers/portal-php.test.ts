import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../free-port.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { alice, aliceCodes } from './alice.ts'
import { type Peer, peerTest } from './peers.ts'
import { php } from './php.ts'
import { untilAnswering } from './portal-site.ts'
import { run } from './processes.ts'
import { withRinglock } from './ringlock.ts'
import {
  type AskedCall,
  portal,
  portalKey,
  type RinglockDouble,
  refusal,
  startRinglockDouble,
} from './ringlock-double.ts'

const needs = { needs: ['php', 'php-curl'] satisfies Peer[] }
const nonce = 'n'.repeat(43)
const userKey = 'freepbx:7'
const right = { sub: userKey, nonce, name: 'alice' }

async function withDouble(use: (ringlock: RinglockDouble) => Promise<void>): Promise<void> {
  const ringlock = await startRinglockDouble()
  try {
    await use(ringlock)
  } finally {
    await ringlock.stop()
  }
}

/** @param more - further lines of the ini file */
const settings = (url: string, more = '') =>
  `url = ${url}\nportal = ${portal}\nkey = ${portalKey}\nuser_store = freepbx\n${more}`

const checked = `$settings = Settings::parse($input['settings']);
  $client = new Client($settings, new Caller(null));`
const redeem = (ini: string, assertion: string) =>
  php<string>(
    `${checked} $proof = (new Proof($settings, $client))->redeem($input['assertion'], '${userKey}', '${nonce}', $refusal);
     return $proof === null ? $refusal : 'in as ' . $proof->userKey();`,
    { settings: ini, assertion },
  )

peerTest(
  'portal-php: every file is PHP, and no file of the modules says anything by itself',
  needs,
  async () => {
    const folders = ['portal-php', 'freepbx/module', 'fusionpbx/module']
    let files = 0
    for (const folder of folders) {
      const path = fileURLToPath(new URL(`../../adapters/${folder}`, import.meta.url))
      const names = await readdir(path, { recursive: true }).catch(() => [])
      for (const name of names.filter((each) => each.endsWith('.php'))) {
        const { exitCode, stdout } = await run('php', ['-l', join(path, name)])
        assert.is(exitCode, 0, stdout)
        files++
      }
    }
    assert.ok(files > 8)
  },
)

peerTest('portal-php: an assertion lets its user in once', needs, () =>
  withDouble(async (ringlock) => {
    const assertion = await ringlock.sign(right)
    const ini = settings(ringlock.url)
    assert.is(await redeem(ini, assertion), `in as ${userKey}`)
    assert.is(await redeem(ini, assertion), 'it was redeemed before')
    const sent = ringlock.asked.find(({ call }) => call === 'POST /api/v1/assertions/redeem')
    assert.is(sent?.headers.authorization, `Bearer ${portalKey}`)
  }),
)

peerTest('portal-php: an assertion that is wrong in one point is refused, and never redeemed', needs, () =>
  withDouble(async (ringlock) => {
    const now = Math.floor(Date.now() / 1000)
    const good = await ringlock.sign(right)
    const [head = '', body = '', signature = ''] = good.split('.')
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    const foreign = await startRinglockDouble()
    const wrong: Readonly<Record<string, string>> = {
      'another user': await ringlock.sign({ ...right, sub: 'freepbx:8' }),
      'a user key that begins alike': await ringlock.sign({ ...right, sub: 'freepbx:77' }),
      'another portal': await ringlock.sign({ ...right, aud: 'another' }),
      'a list of portals': await ringlock.sign({ ...right, aud: [portal, 'another'] }),
      'another issuer': await ringlock.sign({ ...right, iss: 'https://elsewhere.example' }),
      'another login': await ringlock.sign({ ...right, nonce: 'm'.repeat(43) }),
      'no nonce': await ringlock.sign({ sub: userKey }),
      'out of time': await ringlock.sign({ ...right, iat: now - 200, exp: now - 140 }),
      'not yet': await ringlock.sign({ ...right, iat: now + 120, exp: now + 180 }),
      'too long a life': await ringlock.sign({ ...right, exp: now + 3600 }),
      'no end': await ringlock.sign({ ...right, exp: undefined }),
      'times as text': await ringlock.sign({ ...right, iat: String(now), exp: String(now + 60) }),
      'another key': await foreign.sign({ ...right, iss: ringlock.url }),
      'no key id': await ringlock.sign(right, { kid: undefined }),
      'alg none': `${encode({ alg: 'none', kid: 'x' })}.${body}.`,
      'alg none, with its signature': `${encode({ ...header(head), alg: 'none' })}.${body}.${signature}`,
      'alg HS256': `${encode({ ...header(head), alg: 'HS256' })}.${body}.${signature}`,
      'an extension that must be known': await signedWithCrit(ringlock),
      'another body': `${head}.${encode({ ...claims, role: 'superadmin' })}.${signature}`,
      'a flipped bit': `${head}.${body}.${flipped(signature)}`,
      'no signature': `${head}.${body}.`,
      'padded parts': `${head}=.${body}.${signature}`,
      nothing: '',
    }
    await foreign.stop()
    for (const [what, assertion] of Object.entries(wrong))
      assert.not.match(await redeem(settings(ringlock.url), assertion), /^in as/, what)
    assert.equal(
      ringlock.asked.filter(({ call }) => call.includes('redeem')),
      [],
    )
    assert.is(await redeem(settings(ringlock.url), good), `in as ${userKey}`)
  }),
)

const header = (head: string) => JSON.parse(Buffer.from(head, 'base64url').toString())

function flipped(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString('base64url')
}

const signedWithCrit = (ringlock: RinglockDouble) => ringlock.sign(right, { crit: ['b64'], b64: true })

peerTest(
  'portal-php: a new key is fetched when an assertion names it, a withdrawn one is no good',
  needs,
  () =>
    withTemporaryFolder((folder) =>
      withDouble(async (ringlock) => {
        const ini = settings(ringlock.url, `cache_folder = ${folder}`)
        const fetched = () => ringlock.asked.filter(({ call }) => call.includes('jwks')).length
        assert.match(await redeem(ini, await ringlock.sign(right)), /^in as/)
        assert.match(await redeem(ini, await ringlock.sign(right)), /^in as/)
        assert.is(fetched(), 1, 'the key is kept')

        await ringlock.rotate('old')
        const early = await ringlock.sign(right)
        assert.match(await redeem(ini, early), /does not publish its key/)
        await ringlock.rotate('new')
        const late = await ringlock.sign(right)
        await php(`return touch('${folder}/jwks.json') && file_put_contents('${folder}/jwks.json',
        str_replace('"fetched":', '"fetched":1,"was":', file_get_contents('${folder}/jwks.json')));`)
        assert.match(await redeem(ini, late), /^in as/)
        assert.match(await redeem(ini, early), /does not publish its key/)
      }),
    ),
)

peerTest('portal-php: a folder that others can write keeps no keys', needs, () =>
  withTemporaryFolder((folder) =>
    withDouble(async (ringlock) => {
      await chmod(folder, 0o777)
      const ini = settings(ringlock.url, `cache_folder = ${folder}`)
      assert.match(await redeem(ini, await ringlock.sign(right)), /^in as/)
      assert.equal(await readdir(folder), [])
      await chmod(folder, 0o700)
      assert.match(await redeem(ini, await ringlock.sign(right)), /^in as/)
      assert.equal(await readdir(folder), ['jwks.json'])
    }),
  ),
)

/** Takes connections and says nothing. */
async function withSilence(use: (url: string, connections: () => number) => Promise<void>): Promise<void> {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => void sockets.push(socket.on('error', () => {})))
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${port}`, () => sockets.length)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const login = `${checked} $begun = hrtime(true);
  $answers = array_map(static function () use ($client) { return $client->login('alice', 'p', '${nonce}')->errorCode(); }, range(1, $input['times'] ?? 1));
  return ['answers' => $answers, 'seconds' => (hrtime(true) - $begun) / 1e9];`
interface Asked {
  readonly answers: readonly (string | null)[]
  readonly seconds: number
}

peerTest('portal-php: a Ringlock that says nothing costs five seconds for all calls, then none', needs, () =>
  withTemporaryFolder((folder) =>
    withSilence(async (url, connections) => {
      const ini = settings(url, `cache_folder = ${folder}`)
      const first = await php<Asked>(login, { settings: ini, times: 2 })
      assert.equal(first.answers, ['unavailable', 'unavailable'])
      assert.ok(first.seconds > 4 && first.seconds < 9, String(first.seconds))
      assert.is(connections(), 1, 'what may have arrived is not sent again')
    }),
  ),
)

peerTest(
  'portal-php: while no address answers, the requests of the next seconds are told at once',
  needs,
  () =>
    withTemporaryFolder(async (folder) => {
      const dead = `http://127.0.0.1:${await freePort()}`
      const ini = settings(dead, `cache_folder = ${folder}`)
      assert.equal((await php<Asked>(login, { settings: ini })).answers, ['unavailable'])
      await withDouble(async (ringlock) => {
        ringlock.on('POST /api/v1/login', () => refusal(401, 'login-rejected'))
        const healed = settings(ringlock.url, `cache_folder = ${folder}`)
        assert.equal((await php<Asked>(login, { settings: healed })).answers, ['unavailable'])
        await php(
          `return file_put_contents('${folder}/outage.json', '{"misses":3,"until":' . (time() - 1) . '}');`,
        )
        assert.equal((await php<Asked>(login, { settings: healed })).answers, ['login-rejected'])
        assert.equal(await readdir(folder), [])
      })
    }),
)

peerTest('portal-php: a call that had no time left begins no outage, one that had enough does', needs, () =>
  withTemporaryFolder((folder) =>
    // It never answers the greeting of TLS: the connection is not ready, and nothing was sent.
    withSilence(async (url) => {
      const ini = settings(url.replace('http:', 'https:'), `cache_folder = ${folder}`)
      const ask = (patience: number) =>
        php<string | null>(
          `$client = new Client(Settings::parse($input['settings']), new Caller(null), $input['patience']);
           return $client->jwks()->errorCode();`,
          { settings: ini, patience },
        )
      for (const patience of [0, 0.1, 0.1, 0.1, 0.1]) assert.is(await ask(patience), 'unavailable')
      assert.equal(await readdir(folder), [])
      assert.is(await ask(1), 'unavailable')
      assert.equal(await readdir(folder), ['outage.json'])
    }),
  ),
)

peerTest('portal-php: the answer to a HEAD is not waited for beyond its headers', needs, () =>
  withDouble(async (ringlock) => {
    const ask = (body: unknown) =>
      php<number>(
        `$exchange = new Exchange(Settings::parse($input['settings']), new Caller(null));
         return $exchange->run('HEAD', $input['url'] . '/healthz', $input['body'], 5000)->status;`,
        { settings: settings(ringlock.url), url: ringlock.url, body },
      )
    ringlock.on('HEAD /healthz', () => ({ status: 200, body: {}, headers: { 'content-length': '2' } }))
    assert.is(await ask(null), 200)
    assert.is(await ask({ a: 1 }), 200)
  }),
)

peerTest('portal-php: an answer that nothing can be said begins no outage for others', needs, () =>
  withTemporaryFolder((folder) =>
    withDouble(async (ringlock) => {
      ringlock.on('POST /api/v1/login', () => refusal(503, 'unavailable'))
      const ini = settings(ringlock.url, `cache_folder = ${folder}`)
      assert.equal(
        (await php<Asked>(login, { settings: ini, times: 4 })).answers,
        Array(4).fill('unavailable'),
      )
      ringlock.on('POST /api/v1/login', () => refusal(401, 'login-rejected'))
      assert.equal((await php<Asked>(login, { settings: ini })).answers, ['login-rejected'])
    }),
  ),
)

peerTest('portal-php: the next address is asked where the first took nothing', needs, () =>
  withDouble(async (ringlock) => {
    const dead = `http://127.0.0.1:${await freePort()}`
    ringlock.on('POST /api/v1/login', () => refusal(401, 'login-rejected'))
    const both = await php<Asked>(login, { settings: settings(`${dead}, ${ringlock.url}/`) })
    assert.equal(both.answers, ['login-rejected'])

    await withDouble(async (busy) => {
      busy.on('POST /api/v1/login', () => refusal(503, 'unavailable'))
      const next = await php<Asked>(login, { settings: settings(`${busy.url},${ringlock.url}`) })
      assert.equal(next.answers, ['login-rejected'])
      busy.on('POST /api/v1/login', () => refusal(502, 'unavailable'))
      const asked = ringlock.asked.length
      const stop = await php<Asked>(login, { settings: settings(`${busy.url},${ringlock.url}`) })
      assert.equal(stop.answers, ['unavailable'])
      assert.is(ringlock.asked.length, asked, 'a proxy that lost the answer may have passed the request on')
    })
  }),
)

peerTest('portal-php: the caller is passed on, and only the cookies that are ours', needs, () =>
  withDouble(async (ringlock) => {
    ringlock.on('POST /api/v1/login/challenge', () => ({
      status: 200,
      body: { status: 'accepted' },
      headers: {
        'set-cookie': [
          'ringlock_device_abc=x.y; Path=/api/v1/login; Max-Age=600; HttpOnly; Secure; SameSite=Strict',
          'PHPSESSID=evil; Path=/; Max-Age=600',
        ],
      },
    }))
    const cookies = await php<unknown>(
      `$settings = Settings::parse($input);
       $caller = new Caller('2001:db8::7', "Browser/1\\r\\nX-Evil: 1", ['ringlock_browser_q' => 'v1', 'PHPSESSID' => 's', 'ringlock_device_q' => "a\\r\\nb", 'ringlock_device_r' => ['x']]);
       return (new Client($settings, $caller))->answerChallenge('c', 'totp', '123456', true)->cookies;`,
      settings(ringlock.url),
    )
    assert.equal(cookies, { ringlock_device_abc: { value: 'x.y', seconds: 600 } })
    const { headers, body } = ringlock.asked[0] as AskedCall
    assert.is(headers['x-forwarded-for'], '2001:db8::7')
    assert.is(headers['user-agent'], 'Browser/1X-Evil: 1')
    assert.is(headers.cookie, 'ringlock_browser_q=v1')
    assert.equal(body, { challenge: 'c', factor: 'totp', code: '123456', trustDevice: true })
  }),
)

peerTest('portal-php: settings that others can read, or that say too little, are a fault', needs, () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, 'ringlock.ini')
    const self = process.getuid?.() ?? 0
    const read = async (text: string, mode = 0o640) => {
      await writeFile(file, text)
      await chmod(file, mode)
      return php<string>(
        `try { return Settings::read($input, ${self})->portal(); } catch (Fault $fault) { return $fault->getMessage(); }`,
        file,
      )
    }
    const good = settings('https://ringlock.example')
    assert.is(await read(good), portal)
    assert.is(await read(good.replace(portalKey, '"a;key=with#all $of them"')), portal)
    assert.match(await read(good, 0o644), /chmod 0640/)
    assert.match(await read(good, 0o660), /chmod 0640/)
    assert.match(await read(good.replace(portalKey, '')), /key is missing/)
    assert.match(await read(good.replace(portalKey, 'short')), /key is missing, or shorter/)
    assert.match(await read(good.replace('https:', 'http:')), /https/)
    assert.match(await read(good.replace('https:', 'ftp:')), /https/)
    assert.match(await read(good.replace('user_store = freepbx', '')), /user_store is missing/)
    assert.match(await read('no [ini'), /no ini file|missing/)
    await mkdir(join(folder, 'sub'))
    assert.match(
      await php<string>(
        `try { Settings::read($input . '/none'); return ''; } catch (Fault $fault) { return $fault->getMessage(); }`,
        folder,
      ),
      /is missing/,
    )
    if (self === 0) {
      await read(good)
      await chown(file, 65534, 65534)
      const message = await php<string>(
        `try { return Settings::read($input)->portal(); } catch (Fault $fault) { return $fault->getMessage(); }`,
        file,
      )
      assert.match(message, /belong to root/)
    }
  }),
)

peerTest('portal-php: a probe is answered for a nonce alone', needs, async () => {
  const answer = `return Probe::answer($input, '${portalKey}', 'freepbx', '1', 'on');`
  const [one, other] = await Promise.all(
    ['a'.repeat(16), 'b'.repeat(16)].map((each) => php<{ mac: string }>(answer, each)),
  )
  assert.match(one?.mac ?? '', /^[0-9a-f]{64}$/)
  assert.is.not(one?.mac, other?.mac)
  assert.is(await php(answer, 'short'), null)
  assert.is(await php(answer, `${'a'.repeat(16)}\n`), null)
})

peerTest(
  'portal-php: password and code of the real service end in an assertion that holds',
  needs,
  async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const http = {
      listen: `127.0.0.1:${port}`,
      publicUrl: url,
      portals: [{ name: portal, key: portalKey, origins: [] }],
    }
    await withRinglock({ users: [alice], http }, async () => {
      await untilAnswering(url)
      const [code] = aliceCodes()
      const outcome = await php<{ wrong: string; first: string; user: string; other: string }>(
        `${checked}
       $wrong = $client->login('alice', 'wrong', $input['nonce'])->errorCode();
       $first = $client->login('alice', $input['password'], $input['nonce']);
       $last = $client->answerChallenge($first->text('challenge'), 'totp', $input['code']);
       $userKey = $last->body['user']['key'] ?? '';
       $keys = new Keys($client, new Cache(null));
       $check = static function (string $nonce) use ($last, $keys, $settings, $userKey) {
         return Assertion::check($last->text('assertion'), $keys, $settings, $userKey, $nonce, time(), $refusal);
       };
       return ['wrong' => $wrong, 'first' => $first->text('status'), 'user' => $check($input['nonce'])->claims['name'] ?? '',
         'other' => $check('other') === null ? 'refused' : 'taken'];`,
        { settings: settings(url), nonce, password: alice.password, code },
      )
      assert.equal(outcome, { wrong: 'login-rejected', first: 'challenge', user: 'alice', other: 'refused' })
    })
  },
)

test.run()
