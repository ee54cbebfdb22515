import { type Command, Option } from 'commander'
import { type Answer, done, refused } from '../control/operation.ts'
import { counted } from '../lib/counted.ts'
import { type StateCopyDirection, type StateCopyResult, stateStoreKinds } from '../service.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { withProgress } from './progress.ts'
import { showAnswer } from './show-answer.ts'

export function addState(program: Command, { context, runs }: CommandLine): void {
  const state = program
    .command('state')
    .description('take what ringlock remembers from one store to another')
    .helpCommand(false)
  const place = (flag: string, what: string) =>
    new Option(flag, what).choices(stateStoreKinds).makeOptionMandatory()

  state
    .command('copy')
    .description('copy it into a store where nothing is, and compare; stop the service first')
    .addOption(place('--from <store>', 'where it is'))
    .addOption(place('--to <store>', 'where it shall be; postgres is the one that stateStore names'))
    .addOption(jsonOption())
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config: file, json, from, to } = optionsOf<StateCopyDirection>(command)
        const onNotice = (message: string) => context.stderr.write(`${message}\n`)
        if (from === to)
          return showAnswer(refused('same-store', `It is in ${from} already.`), context, { json })
        const { loadConfig } = await import('../config/load-config.ts')
        const config = await loadConfig(file, context)
        const answer = await withProgress(context, async (progress) => {
          progress.show({ doing: `Copying from ${from} to ${to}, and comparing`, done: 0, of: null })
          return answerTo(await context.copyState(config, { from, to }, onNotice), { from, to })
        })
        return showAnswer(answer, context, { json })
      }),
    )
}

function answerTo(copy: StateCopyResult, { from, to }: StateCopyDirection): Answer {
  switch (copy.result) {
    case 'copied': {
      const next = to === 'lowdb' ? 'Now set stateStore to { kind: lowdb }.' : 'Now start the service.'
      return done(`Copied ${counted(copy.rows, 'row')} from ${from} to ${to}, and all arrived. ${next}`, {
        rows: copy.rows,
      })
    }
    case 'no-database':
      return refused('no-database', 'Set stateStore to kind postgres first: it says where the database is.')
    case 'in-use':
      return refused('in-use', 'Another service works on the database; stop it first.')
    case 'not-empty':
      return refused(
        'not-empty',
        `There is something in ${to} already (${counted(copy.rows, 'row')}); only an empty store is copied into.`,
      )
    case 'differs':
      return refused(
        'differs',
        `The copy is not to be used. These rows, and perhaps more, arrived otherwise: ${copy.rows.join(', ')}.`,
      )
  }
}
