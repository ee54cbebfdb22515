import { type Config, ConfigError, type ConfigFault, placeText } from '../../config/load-config.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const check = 'configuration'

/** @param faults - what `serve` would refuse to start with; those of mail, the check of mail tells */
export function checkConfiguration(
  configFile: string,
  config: Config,
  faults: readonly ConfigFault[],
): Finding[] {
  const others = faults.filter(({ path }) => !path.startsWith('mail'))
  if (others.length > 0) return reportConfigError(new ConfigError(others))
  if (config.warnings.length === 0) return [ok(check, `${configFile} is valid`)]
  return config.warnings.map((found) => warning(check, `${placeText(found)} ${found.message}`))
}

export function reportConfigError({ message }: ConfigError): Finding[] {
  return message.split('\n').map((line) => fault(check, line))
}

/** RADIUS rests on secrets that nobody guesses and no two places share. How long they are, the configuration says. */
export function checkSharedSecrets({ radius }: Config): Finding[] {
  const namesBySecret = new Map<string, string[]>()
  for (const { name, sharedSecret } of radius?.clients ?? []) {
    namesBySecret.set(sharedSecret, [...(namesBySecret.get(sharedSecret) ?? []), name])
  }
  const repeated = [...namesBySecret.values()].filter(({ length }) => length > 1)
  const monotonous = (radius?.clients ?? []).filter(({ sharedSecret }) => new Set(sharedSecret).size < 6)
  const findings = [
    ...repeated.map((names) =>
      warning(
        'shared secrets',
        `${names.join(', ')} share one: give each client its own, so that none can pose as another`,
      ),
    ),
    ...monotonous.map(({ name }) =>
      warning('shared secrets', `that of ${name} is easily guessed: make one with openssl rand -hex 16`),
    ),
  ]
  return findings.length > 0 ? findings : [ok('shared secrets', 'each client has its own')]
}
