import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { architectures, packagesOf } from '../../packaging/architectures.ts'
import { debianVersion } from '../../packaging/debian/control.ts'
import { roff } from '../../packaging/manual/roff.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(`${project}${path}`, 'utf8')
const lockOf = (path: string) => JSON.parse(read(path)).packages

test('a candidate sorts before its release for dpkg, too', () => {
  assert.is(debianVersion('1.0.0-rc.1'), '1.0.0~rc.1')
  assert.is(debianVersion('0.1.0'), '0.1.0')
})

test('the addons in the packages are, byte for byte, those that the service is tested with', () => {
  const [own, whole] = [lockOf('packaging/package-lock.json'), lockOf('package-lock.json')]
  for (const name of architectures.flatMap((architecture) => packagesOf(architecture).addons)) {
    const pinned = own[`node_modules/${name}`]
    assert.match(pinned.integrity, /^sha512-/)
    assert.is(pinned.integrity, whole[`node_modules/${name}`].integrity, name)
  }
})

test('the packages bring one Node.js 24 for all architectures, pinned', () => {
  const own = lockOf('packaging/package-lock.json')
  const nodes = architectures.map((architecture) => own[`node_modules/${packagesOf(architecture).node}`])
  assert.is(new Set(nodes.map(({ version }) => version)).size, 1)
  for (const { version, integrity } of nodes) {
    assert.match(version, /^24\./)
    assert.match(integrity, /^sha512-/)
  }
})

test('a text keeps its characters in a manual page', () => {
  assert.is(roff('--json "a\\b" ~ ^ `\''), '\\-\\-json \\(dqa\\(rsb\\(dq \\(ti \\(ha \\(ga\\(aq')
  assert.is(roff('.TH\nplain. text\n.'), '\\&.TH\nplain. text\n\\&.')
})

test('what npm packs has everything that its README links to, and neither packages nor a repository', () => {
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: project,
    encoding: 'utf8',
  })
  const [{ files }] = JSON.parse(listed)
  const paths: string[] = files.map(({ path }: { readonly path: string }) => path)
  const links = [...read('README.md').matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => posix.normalize(link))
  const outside = links.filter((link) => !/^https?:/.test(link) && !paths.includes(link))
  assert.equal(outside, [])
  assert.ok(links.length > 10)
  assert.equal(
    paths.filter((path) => /^dist\/packages|\.deb$|^test\/(?!README)|^node_modules\//.test(path)),
    [],
  )
  const { repository, keywords } = JSON.parse(read('package.json'))
  assert.is(repository, undefined, 'until there is a public address')
  assert.ok(keywords.includes('radius'))
})

test.run()
