import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { htmlAnswer, jsonAnswer, type SiteAnswers, withChromium, withPage, withSite } from './chromium.ts'
import { peerTest } from './peers.ts'

const built = (file: string) => readFileSync(new URL(`../../dist/widgets/${file}`, import.meta.url), 'utf8')
const script = (text: string) => ({ headers: { 'content-type': 'text/javascript' }, body: text })

/** A page that loads these scripts one after the other; what each asks the service for tells which one it was. */
function site(scripts: readonly string[], asked: string[]): SiteAnswers {
  return (request) => {
    const path = request.slice(request.indexOf(' ') + 1)
    if (path === '/') {
      return htmlAnswer(`<!doctype html><html lang="en"><title>Portal</title><main><h1>Portal</h1>
        <ringlock-login></ringlock-login><ringlock-reset></ringlock-reset></main>${scripts.join('')}</html>`)
    }
    if (path === '/favicon.ico') return { status: 204, body: '' }
    if (path === '/other/ringlock.js' || path === '/other/ringlock.iife.js') {
      return script(built(path.slice('/other/'.length)).replaceAll('/api/v1', '/other-api/v1'))
    }
    if (path.startsWith('/other/')) return script(built(path.slice('/other/'.length)))
    if (!path.endsWith('/v1/login')) return null
    asked.push(path)
    return jsonAnswer({ error: { code: 'login-rejected', message: 'wrong password' } }, 401)
  }
}

const module = '<script type="module" src="/widgets/ringlock.js"></script>'
const classic = '<script src="/widgets/ringlock.iife.js"></script>'
const otherModule = '<script type="module" src="/other/ringlock.js"></script>'
const otherClassic = '<script src="/other/ringlock.iife.js"></script>'

for (const [name, scripts, serves] of [
  ['a module, then another version', [module, otherModule], '/api/v1/login'],
  ['another version, then ours', [otherModule, module], '/other-api/v1/login'],
  ['a module and a classic script of another version', [module, otherClassic], '/other-api/v1/login'],
  ['two classic scripts', [classic, otherClassic], '/api/v1/login'],
  ['the same script twice', [classic, classic], '/api/v1/login'],
] as const) {
  peerTest(`chromium: on one page, ${name}: the first one serves`, { needs: ['chromium'] }, async () => {
    const asked: string[] = []
    await withSite(site(scripts, asked), (url) =>
      withChromium((browser) =>
        withPage(browser, {}, async (page) => {
          await page.goto(url, { waitUntil: 'load' })
          await page.fill('input[name="username"]', 'alice')
          await page.fill('input[name="password"]', 'correct horse')
          await page.keyboard.press('Enter')
          await page.waitForSelector('[role="alert"]:not(:empty)')
          assert.is(await page.locator('ringlock-login form').count(), 1)
          const title = page.locator('ringlock-reset [part="title"]')
          assert.is(await title.innerText(), 'Reset your authenticator')
        }),
      ),
    )
    assert.equal(asked, [serves])
  })
}

test.run()
