import { readFile } from 'node:fs/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accentOf, type Colour, contrast, defaultAccent } from '../../../server/branding/accent.ts'

test('contrast is that of WCAG 2.2', () => {
  assert.is(contrast('#000000', '#ffffff').toFixed(2), '21.00')
  assert.is(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  assert.is(contrast('#3451c6', '#3451c6'), 1)
})

test('every accent is readable: on each background, and the text on it', () => {
  const steps = ['00', '33', '66', '99', 'cc', 'ff']
  for (const red of steps) {
    for (const green of steps) {
      for (const blue of steps) {
        const { light, dark } = accentOf(`#${red}${green}${blue}`)
        for (const ground of ['#ffffff', '#f2f4f7', '#eef3f4'] as const) {
          assert.ok(contrast(light.accent, ground) >= 4.5, `${light.accent} on ${ground}`)
        }
        for (const ground of ['#1f2229', '#111418', '#1b1f24'] as const) {
          assert.ok(contrast(dark.accent, ground) >= 7, `${dark.accent} on ${ground}`)
        }
        for (const { accent, onAccent } of [light, dark]) {
          assert.ok(contrast(accent, onAccent) >= 4.5, `${onAccent} on ${accent}`)
        }
      }
    }
  }
})

test('an accent that is readable stays as it is, and yellow on white does not', () => {
  assert.is(accentOf('#0b6e69').light.accent, '#0b6e69')
  assert.is(accentOf('#ffff00').dark.accent, '#ffff00')
  assert.is.not(accentOf('#ffff00').light.accent, '#ffff00')
})

test('elements and the demo’s portal have the accent of pages and mail', async () => {
  const { light, dark } = accentOf(defaultAccent)
  const pair = (one: Colour, other: Colour) => `light-dark(${one}, ${other})`
  for (const file of ['widgets/theme.ts', 'widgets/demo/portal.css']) {
    const text = await readFile(new URL(`../../../${file}`, import.meta.url), 'utf8')
    assert.ok(text.includes(pair(light.accent, dark.accent)), file)
    assert.ok(text.includes(pair(light.onAccent, dark.onAccent)), file)
  }
})

test.run()
