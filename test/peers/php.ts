import { fileURLToPath } from 'node:url'
import { run } from './processes.ts'

const autoload = fileURLToPath(new URL('../../adapters/portal-php/autoload.php', import.meta.url))

/** Runs a piece of PHP with the modules' shared classes in scope; `$input` is what it is given, and what it returns is JSON. */
export async function php<T>(code: string, input: unknown = null): Promise<T> {
  const script = `require ${JSON.stringify(autoload)};
    use Ringlock\\Portal\\{Answer, Assertion, Cache, Caller, Client, Exchange, Fault, Keys, Probe, Proof, Settings};
    $input = json_decode(stream_get_contents(STDIN), true);
    echo json_encode((static function () use ($input) { ${code} })());`
  const strict = ['-d', 'error_reporting=-1', '-d', 'display_errors=stderr']
  const { exitCode, stdout, stderr } = await run('php', [...strict, '-r', script], {
    input: JSON.stringify(input),
  })
  if (exitCode !== 0 || stderr !== '') throw new Error(`php: ${stderr}${stdout}`)
  return JSON.parse(stdout)
}
