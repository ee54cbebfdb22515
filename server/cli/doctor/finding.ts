export interface Finding {
  /** The thing that was checked. */
  readonly check: string
  readonly level: 'ok' | 'warning' | 'fault'
  /** What was found, and what to do about it. */
  readonly message: string
  /** The fault is one of the configuration: `serve` refuses it, whatever else is in order. */
  readonly ofConfiguration?: true
}

export const ok = (check: string, message: string): Finding => ({ check, level: 'ok', message })
export const warning = (check: string, message: string): Finding => ({ check, level: 'warning', message })
export const fault = (check: string, message: string): Finding => ({ check, level: 'fault', message })
export const configurationFault = (check: string, message: string): Finding => ({
  ...fault(check, message),
  ofConfiguration: true,
})
