import type { LoginAttempt, LoginOutcome } from '../../authentication/login-attempt.ts'
import type { Screen } from '../context.ts'
import { printable } from '../terminal.ts'
import type { CurrentCode } from './current-code.ts'

/** Prints logins line by line; on a terminal the current code stays below them. */
export interface DemoScreen {
  showLogin(attempt: LoginAttempt, outcome: LoginOutcome): void
  showCode(current: CurrentCode): void
  /** Moves the cursor to a new line. */
  end(): void
}

const eraseLine = '\r\x1b[2K'

export function createDemoScreen(screen: Screen): DemoScreen {
  let codeLine = ''
  const isLive = screen.isTTY === true

  return {
    showLogin(attempt, outcome) {
      const line = `${new Date().toTimeString().slice(0, 8)}  ${describeLogin(attempt, outcome)}\n`
      screen.write(isLive ? `${eraseLine}${line}${codeLine}` : line)
    },
    showCode({ code, secondsLeft }) {
      const before = codeLine
      codeLine = `alice's code: ${code}, for ${secondsLeft} s    Ctrl-C ends the demo `
      if (isLive) screen.write(`${eraseLine}${codeLine}`)
      else if (before === '')
        screen.write(`alice's code: ${code}, for ${secondsLeft} s. SIGINT ends the demo.\n`)
    },
    end() {
      if (isLive) screen.write(eraseLine)
    },
  }
}

function describeLogin({ login, door }: LoginAttempt, outcome: LoginOutcome): string {
  const name = printable(login)
  const words = door === 'radius' ? radiusWords : otherWords
  switch (outcome.outcome) {
    case 'accept':
      return `${name}  ${words.accept} (${outcome.factors.join(' + ')})`
    case 'challenge':
      return `${name}  ${words.challenge} (asked for the code)`
    default:
      return `${name}  ${outcome.outcome === 'reject' ? words.reject : 'no answer'} (${outcome.reason})`
  }
}

const radiusWords = { accept: 'Access-Accept', challenge: 'Access-Challenge', reject: 'Access-Reject' }
const otherWords = { accept: 'accepted', challenge: 'challenge', reject: 'rejected' }
