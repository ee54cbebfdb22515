import { fileURLToPath } from 'node:url'
import { run } from './processes.ts'

const autoload = fileURLToPath(new URL('../../adapters/portal-php/autoload.php', import.meta.url))

/** Everything that PHP has to say, deprecations included. */
export const strictPhp = ['-d', 'error_reporting=-1', '-d', 'display_errors=stderr', '-d', 'log_errors=0']

/** What `php -l` complains of; '': nothing. A file each: before 8.3 PHP looks at the first one alone. */
export async function lintPhp(folder: string, names: readonly string[]): Promise<string> {
  const args = ['-0', '-n', '1', 'php', ...strictPhp, '-l']
  const { exitCode, stdout, stderr } = await run('xargs', args, { cwd: folder, input: names.join('\0') })
  const looked = stdout.split('\n').filter((line) => line.startsWith('No syntax errors detected in '))
  if (exitCode === 0 && looked.length === names.length) return stderr
  return `${stderr}${stdout}`
}

/** Runs a piece of PHP with the modules' shared classes in scope; `$input` is what it is given, and what it returns is JSON. */
export async function php<T>(code: string, input: unknown = null): Promise<T> {
  const script = `require ${JSON.stringify(autoload)};
    use Ringlock\\Portal\\{Answer, Assertion, Cache, Caller, Client, Exchange, Fault, Keys, Probe, Proof, Settings};
    $input = json_decode(stream_get_contents(STDIN), true);
    echo json_encode((static function () use ($input) { ${code} })());`
  const { exitCode, stdout, stderr } = await run('php', [...strictPhp, '-r', script], {
    input: JSON.stringify(input),
  })
  if (exitCode !== 0 || stderr !== '') throw new Error(`php: ${stderr}${stdout}`)
  return JSON.parse(stdout)
}
