import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { documentElements } from '../../../widgets/build/manifest.ts'
import { typings } from '../../../widgets/build/typings.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const published = typings(documentElements())

const reactPage = `
import type {} from './react.js'
const heard: string[] = []
export const page = (
  <main>
    <ringlock-login api="https://2fa.example" return-url="/session" theme="dark" lang="de" className="card"
      onringlock-login={(event) => heard.push(event.assertion, event.user.name)} />
    <ringlock-reset onringlock-reset={({ name }) => heard.push(name)} />
  </main>
)
`
/** What a template compiles to, as Vue's checker sees it. */
const vuePage = `
import type { GlobalComponents } from 'vue'
import type {} from './vue.js'
type Login = InstanceType<GlobalComponents['ringlock-login']>
const heard: string[] = []
export const login: Login['$props'] = { api: 'https://2fa.example', 'return-url': '/session', theme: 'dark', lang: 'de',
  class: 'card', onRinglockLogin: (event) => heard.push(event.assertion, event.user.name) }
export const account: InstanceType<GlobalComponents['ringlock-account']>['$props'] = {
  tokenProvider: async () => 'token', onRinglockSessionEnded: () => {} }
export const withRef = (element: Login) => element.returnUrl
`
/** Of Vue's own types what ours refer to. */
const vueTypes = `
export interface HTMLAttributes { class?: unknown; lang?: string }
export interface PublicProps { key?: PropertyKey }
export interface GlobalComponents {}
`
/** Angular's checker makes each element of a template with createElement and hears its events with addEventListener. */
const plainPage = `
import { RinglockLogin } from './login.js'
import './ringlock.js'
const login: RinglockLogin = document.createElement('ringlock-login')
login.api = 'https://2fa.example'
login.addEventListener('ringlock-login', ({ assertion }) => login.setAttribute('title', assertion))
`

/** What TypeScript says of a page that has nothing but the published types. */
async function complaints(file: string, page: string): Promise<string> {
  return withTemporaryFolder(async (folder) => {
    for (const [name, text] of published) {
      await writeFile(join(folder, name), text)
    }
    await writeFile(join(folder, 'vue-types.d.ts'), vueTypes)
    await writeFile(join(folder, file), page)
    const paths = {
      react: [`${modules}@types/react`],
      'react/*': [`${modules}@types/react/*`],
      vue: ['./vue-types.d.ts'],
    }
    const compilerOptions = {
      ...{ target: 'es2023', module: 'esnext', moduleResolution: 'bundler', strict: true, noEmit: true },
      ...{ lib: ['es2023', 'dom'], types: [], jsx: 'react-jsx', paths },
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }))
    const compiler = join(modules, 'typescript/bin/tsc')
    return spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' }).stdout
  })
}

test('a React 19 page type-checks', async () => {
  assert.is(await complaints('page.tsx', reactPage), '')
})

test('a React 19 page with a wrong attribute does not', async () => {
  const said = await complaints('page.tsx', reactPage.replace('theme="dark"', 'theme="purple"'))
  assert.match(said, 'purple')
})

test('a React 19 page that asks an event for what it has not does not', async () => {
  const said = await complaints('page.tsx', reactPage.replace('event.assertion', 'event.password'))
  assert.match(said, 'password')
})

test('a Vue page type-checks, and one with a wrong attribute or for a wrong event does not', async () => {
  assert.is(await complaints('page.ts', vuePage), '')
  assert.match(await complaints('page.ts', vuePage.replace("'dark'", "'purple'")), 'purple')
  assert.match(await complaints('page.ts', vuePage.replace('event.assertion', 'event.password')), 'password')
  assert.match(await complaints('page.ts', vuePage.replace('onRinglockLogin', 'onRinglockLogout')), 'Logout')
})

test('a plain page and one of Angular type-check, and what is wrong in them does not', async () => {
  assert.is(await complaints('page.ts', plainPage), '')
  assert.match(await complaints('page.ts', plainPage.replace('{ assertion }', '{ password }')), 'password')
  const wrongTheme = `${plainPage}login.theme = 'purple'`
  assert.match(await complaints('page.ts', wrongTheme), 'purple')
})

test('the types need neither Lit nor the API', () => {
  for (const [name, text] of published) {
    const needed = [...text.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from)
    const allowed = name === 'react.d.ts' ? /^(\.\/|react$)/ : name === 'vue.d.ts' ? /^(\.\/|vue$)/ : /^\.\//
    assert.equal(
      needed.filter((from) => !allowed.test(from)),
      [],
      name,
    )
  }
})

test.run()
