type EndSignal = NodeJS.Signals

export interface Signals {
  /** Resolves with the first terminating signal. */
  readonly end: Promise<EndSignal>
  /** Resolves with the second one: end at once. */
  readonly endNow: Promise<EndSignal>
  /** Restores the default handling. */
  release(): void
}

/** Handles the signals that would end the process. SIGHUP ends it too where no `onHangup` is given. */
export function listenToSignals(onHangup?: () => void): Signals {
  const waiting: ((signal: EndSignal) => void)[] = []
  const nextSignal = () => new Promise<EndSignal>((resolve) => waiting.push(resolve))
  const end = nextSignal()
  const endNow = nextSignal()
  const onEnd = (signal: EndSignal) => waiting.shift()?.(signal)

  process.on('SIGTERM', onEnd)
  process.on('SIGINT', onEnd)
  process.on('SIGHUP', onHangup ?? onEnd)
  return {
    end,
    endNow,
    release() {
      process.off('SIGTERM', onEnd)
      process.off('SIGINT', onEnd)
      process.off('SIGHUP', onHangup ?? onEnd)
    },
  }
}
