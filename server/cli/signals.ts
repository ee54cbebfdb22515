type EndSignal = NodeJS.Signals

export interface Signals {
  /** Resolves with the first signal to end. */
  readonly end: Promise<EndSignal>
  /** Resolves with the second: somebody does not want to wait. */
  readonly endNow: Promise<EndSignal>
  /** Gives the signals back. */
  release(): void
}

/** Takes the signals over that would end the process; SIGHUP ends it too where there is nothing else to do then. */
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
