import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { arrowsOf } from './arrows.ts'

test('every import is seen: of values, of types, for its effect, again exported, while running', () => {
  const seen = arrowsOf({
    path: 'server/room/x.ts',
    text: `import type { A } from './a.ts'
      import { type B, b as c } from '../b.ts'
      import { type D } from 'd'
      import * as e from 'node:e'
      import f from './f/f.ts'
      import './g.ts'
      export { h } from './h.ts'
      export type { I } from './i.ts'
      export * from './j.ts'
      type K = import('./k.ts').K
      const l = () => import('./l.ts')
      const m = (name: string) => import(name)
      // import './comment.ts'
      const text = "import './text.ts'"`,
  })
  const shown = seen.map(({ to, typeOnly, names }) => [to, typeOnly ? 'type' : 'value', ...names].join(' '))
  assert.equal(shown.sort(), [
    '? value *',
    'd type D',
    'node:e value *',
    'server/b.ts value B b',
    'server/room/a.ts type A',
    'server/room/f/f.ts value default',
    'server/room/g.ts value',
    'server/room/h.ts value h',
    'server/room/i.ts type I',
    'server/room/j.ts value *',
    'server/room/k.ts type *',
    'server/room/l.ts value *',
  ])
})

test.run()
