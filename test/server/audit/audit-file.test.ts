import { createHmac } from 'node:crypto'
import { appendFile, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { test as plainTest } from 'uvu'
import * as assert from 'uvu/assert'
import { createSealing } from '../../../server/state/keys/sealing.ts'
import { folderSuite } from '../../adapters/folder-suite.ts'
import { smallDiskTest } from '../disk/small-disk.ts'
import {
  current,
  linesOf,
  login,
  makeRotatedTrail,
  makeTrail,
  masterKey,
  numbered,
  openTrail,
  remembered,
  verdictOn,
  verify,
} from './audit-suite.ts'

const test = folderSuite('audit file')

const upToMac = (line: string) => line.slice(0, line.indexOf(',"mac":"'))

/** HMAC-SHA-256 over the MAC of the line before and the line, by another implementation of it. */
async function macOf(folder: string): Promise<(before: string, text: string) => string> {
  const [key] = remembered(folder).keys.values()
  if (key === undefined) throw new Error('no key')
  const secret = createSealing(masterKey).unsealText(key.sealedKey, `audit key ${key.id}`)
  return (before, text) => {
    const hmac = createHmac('sha256', Buffer.from(secret, 'base64url')).update(before).update(text)
    return `${key.id}.${hmac.digest('hex')}`
  }
}

test('a line is numbered, dated, and has a MAC over itself and the MAC of the one before', async ({
  folder,
}) => {
  const trail = await openTrail(folder)
  await trail.record({
    event: 'login',
    outcome: 'reject',
    reason: 'code-wrong',
    login: 'Alice',
    userKey: 'local:1',
    door: 'radius',
    askedBy: 'office-pbx',
    from: '192.0.2.1:4711',
    source: '+49 30 1234',
    factors: ['password', 'totp'],
  })
  await trail.record({ event: 'user.added', outcome: 'done', door: 'cli' })
  await trail.close()
  const [first, second] = await linesOf(current(folder))
  const mac = await macOf(folder)
  const firstMac = mac('0'.repeat(64), upToMac(first as string))
  assert.is(
    first,
    '{"seq":1,"at":"2024-02-29T12:34:56.789Z","event":"login","outcome":"reject","reason":"code-wrong",' +
      '"login":"Alice","userKey":"local:1","door":"radius","askedBy":"office-pbx","from":"192.0.2.1:4711",' +
      `"source":"+49 30 1234","factors":["password","totp"],"mac":"${firstMac}"}`,
  )
  assert.is(
    second,
    '{"seq":2,"at":"2024-02-29T12:34:56.789Z","event":"user.added","outcome":"done","door":"cli",' +
      `"mac":"${mac(firstMac.slice(9), upToMac(second as string))}"}`,
  )
  assert.is((await stat(current(folder))).mode & 0o777, 0o600)
})

test('what strangers type is one line, of bounded length, and steers no terminal', async ({ folder }) => {
  const hostile = [
    'a"b\\c\nd\u0000e',
    '\u001b[31m\u009b2J\u007f',
    '\u202eevil\u2028',
    'é😀',
    '\ud800',
    'x'.repeat(9999),
  ]
  const trail = await openTrail(folder)
  for (const name of hostile) await trail.record(login(name))
  await trail.close()
  const lines = await linesOf(current(folder))
  assert.is(lines.length, hostile.length)
  const logins = lines.map((line) => JSON.parse(line).login)
  assert.equal(logins.slice(0, 5), hostile.slice(0, 5))
  assert.is(logins[5], `${'x'.repeat(256)}…`)
  assert.not.match(lines.join(''), /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
  assert.ok((await verify(folder)).ok)
})

test('a line has 1 kB at most, whatever a login says and however it is written', async ({ folder }) => {
  const trail = await openTrail(folder)
  const values = ['\u0080', '\u0000', '"', '\\', '\u2028', '\ud800', 'é', '漢', '😀', '\u202e', 'x'].map(
    (each) => each.repeat(300),
  )
  for (const value of values) {
    const typed = { login: value, source: value, from: value, askedBy: value }
    const userKey = `local:${'k'.repeat(36)}`
    await trail.record({
      event: 'login',
      outcome: 'reject',
      reason: 'unknown-user',
      door: 'http',
      userKey,
      ...typed,
    })
  }
  await trail.close()
  const lines = await linesOf(current(folder))
  assert.ok(lines.every((line) => Buffer.byteLength(line) < 1024))
  for (const [i, value] of values.entries()) {
    const { login: cut } = JSON.parse(lines[i] as string)
    // 256 bytes as they are written, no character of them cut.
    const [each] = value
    const bytes = Buffer.byteLength(JSON.stringify(each).slice(1, -1))
    const written = ['\u0080', '\u2028', '\u202e'].includes(each as string) ? 6 : bytes
    assert.is(cut, `${(each as string).repeat(Math.floor(256 / written))}…`)
  }
  assert.ok((await verify(folder)).ok)
})

test('a value as long as may be is written whole', async ({ folder }) => {
  const trail = await openTrail(folder)
  const whole = ['x'.repeat(256), 'é'.repeat(128), '"'.repeat(128), '\u0080'.repeat(42)]
  for (const name of whole) await trail.record(login(name))
  await trail.close()
  assert.equal(
    (await linesOf(current(folder))).map((line) => JSON.parse(line).login),
    whole,
  )
})

test('a line whose cause fails is not there, and those around it are a whole chain', async ({ folder }) => {
  const trail = await openTrail(folder)
  let fail = (_: Error) => {}
  const failing = new Promise<void>((_, reject) => {
    fail = reject
  })
  const lost = trail.record(login('lost'), failing)
  const kept = trail.record(login('kept'), Promise.resolve())
  await trail.record(login('other'))
  fail(new Error('no space left'))
  const [refused] = await Promise.allSettled([lost])
  assert.is(refused?.status, 'rejected')
  await kept
  await trail.record(login('last'))
  await trail.close()
  const names = (await linesOf(current(folder))).map((line) => JSON.parse(line).login)
  assert.equal(names.toSorted(), ['kept', 'last', 'other'])
  assert.ok((await verify(folder)).ok)
})

test('the chain goes on after a restart, and from file to file', async ({ folder }) => {
  await makeRotatedTrail(folder, 2)
  await makeTrail(folder, 2)
  assert.equal((await readdir(folder)).sort(), ['audit-000001.jsonl', 'audit-000002.jsonl', 'audit.jsonl'])
  assert.equal(await verdictOn(folder), { files: 3, lines: 8 })
})

test('a thousand events at once are a thousand lines, in the order in which they came', async ({
  folder,
}) => {
  const trail = await openTrail(folder, 20_000)
  await Promise.all(Array.from({ length: 1000 }, (_, n) => trail.record(login(String(n)))))
  await trail.record(login('1000'))
  await trail.close()
  assert.equal(
    (await linesOf(numbered(folder, 1))).map((line) => Number(JSON.parse(line).login)).slice(0, 3),
    [0, 1, 2],
  )
  const files = (await readdir(folder)).length
  assert.ok(files > 1)
  assert.equal(await verdictOn(folder), { files, lines: 1001 })
})

test('a line cut at any byte is cut off, and the audit log says so', async ({ folder }) => {
  await makeTrail(folder, 1)
  const heads = new Map(remembered(folder).heads)
  await makeTrail(folder, 1)
  const whole = await readFile(current(folder), 'utf8')
  const [first] = await linesOf(current(folder))
  const firstEnd = (first as string).length + 1
  for (let cut = firstEnd + 1; cut < whole.length; cut += 9) {
    await writeFile(current(folder), whole.slice(0, cut))
    // A killed process had not told the state store of it yet.
    for (const [trail, head] of heads) remembered(folder).heads.set(trail, head)
    const trail = await openTrail(folder)
    await trail.close()
    const lines = await linesOf(current(folder))
    assert.is(lines.length, 2)
    assert.is(lines[0], first)
    const { event, reason } = JSON.parse(lines[1] as string)
    assert.equal([event, reason], ['audit.cut', `${cut - firstEnd} bytes of an unfinished line`])
    assert.ok((await verify(folder)).ok)
  }
})

test('the end of a file that had just been numbered is cut off too', async ({ folder }) => {
  await makeTrail(folder, 2)
  await appendFile(current(folder), '{"seq":3,"at')
  await rename(current(folder), numbered(folder, 1))
  const trail = await openTrail(folder)
  await trail.record(login('alice'))
  await trail.close()
  assert.is((await linesOf(numbered(folder, 1))).length, 2)
  assert.is(JSON.parse((await linesOf(current(folder)))[0] as string).event, 'audit.cut')
  assert.equal(await verdictOn(folder), { files: 2, lines: 4 })
})

test('an audit log that does not end as one goes on in a new file, and not a byte of it is changed', async ({
  folder,
}) => {
  await makeTrail(folder, 2)
  await appendFile(current(folder), 'not a line of a trail\n')
  const before = await readFile(current(folder), 'utf8')
  const notices: string[] = []
  const trail = await openTrail(folder, undefined, { onNotice: (notice) => notices.push(notice) })
  await trail.record(login('alice'))
  await trail.close()
  assert.is(await readFile(numbered(folder, 1), 'utf8'), before)
  const fault = 'audit-000001.jsonl does not end in a line of an audit trail'
  assert.equal(notices, [`The audit trail in ${folder} is broken: ${fault}.`])
  assert.equal(
    (await linesOf(current(folder)))
      .map((line) => JSON.parse(line))
      .map(({ event, reason }) => [event, reason]),
    [
      ['audit.broken', fault],
      ['login', undefined],
    ],
  )
  assert.equal(await verdictOn(folder), { file: 'audit-000001.jsonl', line: 3, fault: 'altered' })
})

test.run()

smallDiskTest(
  'on a full disk no line is half written, and the chain goes on when there is room',
  async (disk) => {
    const trail = await openTrail(disk.path)
    await disk.fill()
    let written = 0
    const refuse = () => trail.record(login(`user-${written}`)).then(() => written++)
    let refused = false
    while (!refused)
      refused = await refuse()
        .then(() => false)
        .catch(() => true)
    await disk.makeRoom()
    await trail.record(login('later'))
    await trail.close()
    assert.equal(await verdictOn(disk.path), { files: 1, lines: written + 1 })
  },
)

smallDiskTest('a line that a full disk cut short stops no start while the disk is full', async (disk) => {
  const before = await openTrail(disk.path)
  // Up to the end of a block, so that no further line fits into it.
  const room = async () => 4096 - ((await stat(current(disk.path))).size % 4096)
  for (let n = 0, left = 4096; left > 150 || left < 10; left = await room()) {
    await before.record(login('x'.repeat((n++ * 37) % 200)))
  }
  await before.close()
  const lines = (await linesOf(current(disk.path))).length
  await appendFile(current(disk.path), '{"seq')
  await disk.fill()
  const notices: string[] = []
  const trail = await openTrail(disk.path, undefined, { onNotice: (notice) => notices.push(notice) })
  assert.match(notices.join(), 'cannot write to the audit trail')
  await disk.makeRoom()
  await trail.record(login('later'))
  await trail.close()
  assert.equal(await verdictOn(disk.path), { files: 1, lines: lines + 1 })
})

plainTest.run()
