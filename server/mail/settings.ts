import { X509Certificate } from 'node:crypto'
import { ConfigError, type ConfigFault, type MailConfig } from '../config/load-config.ts'
import { readTextFile } from '../config/text-file.ts'
import { noTemplates, readTemplates, type Templates } from './templates.ts'

/** The contents of the files that the mail section of the configuration names. */
export interface MailFiles {
  readonly templates: Templates
  /** PEM; null: the system's certificate authorities. */
  readonly ca: string | null
}

const largestCa = 1024 * 1024

/** Rejects with ConfigError, which lists every fault of the templates and certificates. */
export async function readMailFiles({ templates: folder, smtp }: MailConfig): Promise<MailFiles> {
  const faults: ConfigFault[] = []
  const read = folder === null ? null : await readTemplates(folder.path)
  if (folder !== null) faults.push(...(read?.faults ?? []).map((fault) => ({ ...folder.at, ...fault })))

  let ca: string | null = null
  if (smtp.ca !== null) {
    const file = await readTextFile(smtp.ca.path, largestCa)
    const expected = 'a file with certificates in PEM form (relative to the configuration)'
    if ('problem' in file) faults.push({ ...smtp.ca.at, found: file.problem, expected })
    else if (!holdsCertificate(file.text)) faults.push({ ...smtp.ca.at, found: 'no certificate', expected })
    else ca = file.text
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return { templates: read?.templates ?? noTemplates, ca }
}

/** TLS ignores what it cannot parse, and would then trust no certificate at all. */
function holdsCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
