import { readFile } from 'node:fs/promises'

/** The tables of Issabel's users as SQL, with no one in them. */
export async function issabelTables(): Promise<string> {
  const fixture = await readFile(new URL('./fixtures/issabel.sqlite.sql', import.meta.url), 'utf8')
  return fixture
    .split('\n')
    .filter((line) => line.startsWith('CREATE'))
    .join('\n')
}
