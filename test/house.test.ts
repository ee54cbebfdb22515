import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parts } from './house/allowed.ts'
import { arrowsOf } from './house/arrows.ts'
import { circles } from './house/circles.ts'
import { endsTheProcess, hasDefaultExport, hasTests, impurities, suitesNotRun } from './house/code.ts'
import { brokenLinks } from './house/links.ts'
import { missingFiles } from './house/named-files.ts'
import { printed, withPrinted } from './house/print-parts.ts'
import { brokenRules } from './house/rules.ts'
import { projectFiles, type SourceFile, sourceFile, sourceFiles } from './house/source-files.ts'

const program = ['server', 'adapters', 'widgets'].flatMap(sourceFiles)
const tests = sourceFiles('test')
const packaging = sourceFiles('packaging')
const everything = [...program, ...tests, ...packaging, sourceFile('vite.config.ts')]
const longest = 400

const paths = (files: readonly SourceFile[]) => files.map(({ path }) => path)

test('no arrow is one that the house forbids', () => {
  const broken = everything
    .flatMap(arrowsOf)
    .flatMap((arrow) => brokenRules(arrow).map((rule) => `${arrow.from} -> ${arrow.to}: ${rule}`))
  assert.equal(broken, [])
  assert.ok(everything.length > 50, 'the walk found the project')
})

test('the READMEs print what may take from what, as it is', () => {
  for (const [path, print] of printed) {
    const { text } = sourceFile(path)
    assert.is(text, withPrinted(text, print()), `node --import tsx test/house/print.ts writes ${path}`)
  }
})

test('no file takes from one that takes from it, by whatever way, types included', () => {
  const files = new Set(paths(program))
  const arrows = program.flatMap(arrowsOf).filter(({ to }) => files.has(to))
  assert.equal(circles(arrows), [])
})

test('no part takes from one that takes from it, by whatever way, types included', () => {
  const arrows = Object.entries(parts).flatMap(([from, { takes }]) =>
    takes.map((taken) => ({ from, to: taken.replace(/^type /, '') })),
  )
  assert.equal(circles(arrows), [])
  assert.ok(arrows.length > 50)
})

test('every test file holds tests, and every suite is run', () => {
  const files = tests.filter(({ path }) => path.endsWith('.test.ts'))
  assert.equal(paths(files.filter((each) => !hasTests(each))), [])
  const contracts = tests.filter(({ path }) => path.endsWith('-contract.ts'))
  const forgotten = [...files, ...contracts].flatMap((each) =>
    suitesNotRun(each).map((suite) => `${each.path}: ${suite}`),
  )
  assert.equal(forgotten, [])
})

test('no suite opens what it needs in test.before: uvu passes one that throws there, without a test', () => {
  assert.equal(paths(tests.filter(({ text }) => text.includes(`test.${'before'}(`))), [])
})

test(`no file of the program is longer than ${longest} lines`, () => {
  const long = [...program, ...packaging].filter(({ text }) => text.split('\n').length - 1 > longest)
  assert.equal(paths(long), [])
})

test('every file and folder that a README names is there', () => {
  const files = projectFiles()
  const readmes = files.filter((path) => /(^|\/)README\.md$|^CONTRIBUTING\.md$|^docs\/.*\.md$/.test(path))
  const missing = readmes.flatMap((path) =>
    missingFiles(path, sourceFile(path).text, files).map((name) => `${path}: ${name}`),
  )
  assert.equal(missing, [])
  assert.ok(readmes.length > 5)
})

test('every link between pages leads to a file, and to a heading of it', () => {
  const files = projectFiles()
  const pages = files.filter((path) => path.endsWith('.md')).map(sourceFile)
  assert.equal(
    pages.flatMap((page) => brokenLinks(page, pages, files)),
    [],
  )
})

test('docs/README.md lists every page of docs/', () => {
  const { text } = sourceFile('docs/README.md')
  const pages = projectFiles().filter((path) => /^docs\/[^/]+\.(md|mjs)$/.test(path))
  const names = pages.map((path) => path.slice('docs/'.length)).filter((name) => name !== 'README.md')
  assert.equal(
    names.filter((name) => !text.includes(`](${name})`)),
    [],
  )
  assert.ok(names.length > 15)
})

test('the lock files name no place to download from', () => {
  for (const lock of ['package-lock.json', 'packaging/package-lock.json']) {
    const { text } = sourceFile(lock)
    assert.match(text, '"integrity": "sha512-')
    assert.not.match(text, /"resolved"|https?:\/\/registry/)
  }
})

test('login/ knows no clock, no randomness and no process', () => {
  const login = sourceFiles('server/login')
  assert.equal(
    login.flatMap((each) => impurities(each).map((use) => `${each.path}: ${use}`)),
    [],
  )
  assert.ok(login.length > 5)
})

test('define.ts alone defines elements, and no template is unsafe or styled inline', () => {
  const widgets = program.filter(({ path }) => path.startsWith('widgets/') && path !== 'widgets/define.ts')
  const forbidden = /customElements\.define|unsafeHTML|unsafeSVG|styleMap|<[^>]*\sstyle=/
  assert.equal(paths(widgets.filter(({ text }) => forbidden.test(text))), [])
  assert.ok(widgets.length > 50)
})

test('main.ts alone ends the process, and no test does', () => {
  const files = [...program, ...tests.filter(({ path }) => path.endsWith('.test.ts'))]
  assert.equal(
    paths(files.filter(endsTheProcess)).filter((path) => path !== 'server/main.ts'),
    [],
  )
})

test('nothing is exported by default', () => {
  assert.equal(paths([...program, ...tests].filter(hasDefaultExport)), [])
})

test.run()
