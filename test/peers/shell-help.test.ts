import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commandTable, entriesOf } from '../../packaging/command-table.ts'
import { layShare } from '../../packaging/share.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { peerTest } from './peers.ts'
import { run } from './processes.ts'

const pages = ['share/man/man1/ringlock.1.gz', 'share/man/man5/ringlock.yaml.5.gz'] as const

const withShare = (prove: (folder: string) => Promise<void>) =>
  withTemporaryFolder(async (folder) => {
    await layShare(folder, 'notices')
    await prove(folder)
  })

peerTest(
  'the manual has every command, option and key, and man has nothing to complain of',
  { needs: ['man'] },
  () =>
    withShare(async (folder) => {
      const read = async (page: string) => {
        const lint = await run('man', ['--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', join(folder, page)])
        assert.equal([lint.exitCode, lint.stderr], [0, ''])
        const { stdout } = await run('man', ['-l', join(folder, page)], {
          env: { MANWIDTH: '200', MAN_KEEP_FORMATTING: '', LC_ALL: 'C.UTF-8' },
        })
        return stdout
      }
      const commands = await read(pages[0])
      for (const { path, command } of entriesOf(commandTable())) {
        if (command.commands.length === 0) assert.match(commands, new RegExp(`^ +${path.join(' ')}\\b`, 'm'))
        for (const { long } of command.options) assert.match(commands, long ?? '')
      }
      const keys = await read(pages[1])
      for (const key of [
        'dataDir',
        'radius.clients[].secondFactor',
        'policy.enrolmentCodes.app',
        'http.tls.cert',
      ])
        assert.match(keys, `${key}\n`)
      assert.match(keys, 'userStores[] of kind ldap')
    }),
)

/** What the user has typed before Tab -> some of what is offered, and what is not. */
const typed: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['', ['serve', 'user', 'enrol', 'import'], ['add', '--write']],
  ['us', ['user'], ['serve']],
  ['user ', ['add', 'list', 'remove', 'import'], ['serve']],
  ['user add --role ', ['user', 'admin', 'superadmin'], ['add']],
  ['user add --', ['--role', '--email', '--config'], ['--write', '--version']],
  ['state copy --from ', ['lowdb', 'postgres'], []],
  ['module ', ['freepbx', 'fusionpbx'], ['serve']],
  ['check --config /etc/host', ['/etc/hosts'], []],
]

function testCompletion(
  shell: 'bash' | 'fish' | 'zsh',
  offer: (folder: string, line: string) => Promise<string>,
) {
  peerTest(`${shell} completes commands, options, choices and files`, { needs: [shell] }, () =>
    withShare(async (folder) => {
      for (const [line, offered, others] of typed) {
        const words = (await offer(folder, line)).split('\n').map((word) => word.trim().split('\t')[0])
        for (const word of offered)
          assert.ok(words.includes(word), `${line}| offers ${word}: ${words.join(' ')}`)
        for (const word of others) assert.not(words.includes(word), `${line}| does not offer ${word}`)
      }
    }),
  )
}

const said = async (...[command, args, options]: Parameters<typeof run>) => {
  const { stdout, stderr } = await run(command, args, options)
  assert.is(stderr, '')
  return stdout
}

testCompletion('bash', (folder, line) => {
  const script = `set -u; source '${folder}/share/bash-completion/completions/ringlock'
    read -ra COMP_WORDS <<<"ringlock $1"; [[ -n $1 && $1 != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _ringlock; printf '%s\\n' "\${COMPREPLY[@]}"`
  return said('bash', ['--norc', '-c', script, 'bash', line])
})

testCompletion('fish', (folder, line) => {
  const file = `${folder}/share/fish/vendor_completions.d/ringlock.fish`
  const script = `source '${file}'; complete --do-complete 'ringlock ${line}'`
  return said('fish', ['--no-config', '-c', script], { env: { HOME: folder } })
})

/** Its functions for completion, which want a terminal, are stood for: they print what they are told to offer. */
peerTest(
  'zsh reads its completion, with commands, options, choices and files in it',
  { needs: ['zsh'] },
  () =>
    withShare(async (folder) => {
      const file = `${folder}/share/zsh/vendor-completions/_ringlock`
      const script = `_arguments() { print -rl -- "$@"; state=command }
      _describe() { print -rl -- "\${(@P)2}" }
      source '${file}'; for name in "$@"; do $name; done`
      const told = await said('zsh', [
        '-f',
        '-c',
        script,
        'zsh',
        '_ringlock',
        '_ringlock_user_add',
        '_ringlock_module',
      ])
      for (const text of [
        'serve:run the service',
        '(-c --config)--config[',
        ':config:_files',
        '(--role)--role[role]:role:(user admin superadmin)',
        '1:pbx:(freepbx fusionpbx)',
      ])
        assert.match(told, text)
    }),
)

test.run()
