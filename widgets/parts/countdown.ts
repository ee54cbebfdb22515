import { html, nothing, type ReactiveController } from 'lit'
import type { RinglockElement } from '../ringlock-element.ts'

/** The wait after a 429. Screen readers hear it once, from the alert beside it; the countdown itself is only visual. */
export class Countdown implements ReactiveController {
  readonly #host: RinglockElement
  #left = 0
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(host: RinglockElement) {
    this.#host = host
    host.addController(this)
  }

  hostDisconnected(): void {
    this.stop()
  }

  get running(): boolean {
    return this.#timer !== null
  }

  /** `onEnd` is called when the time is over, not when the countdown is stopped. */
  start(seconds: number, onEnd: () => void): void {
    this.stop()
    this.#left = seconds
    const endsAt = Date.now() + seconds * 1000
    this.#timer = setInterval(() => {
      this.#left = Math.ceil((endsAt - Date.now()) / 1000)
      this.#host.requestUpdate()
      if (this.#left > 0) return
      this.stop()
      onEnd()
    }, 1000)
    this.#host.requestUpdate()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** `0:59` */
  render(): unknown {
    if (!this.running) return nothing
    const figure = `${Math.floor(this.#left / 60)}:${String(this.#left % 60).padStart(2, '0')}`
    return html`<span aria-hidden="true" dir="ltr">${figure}</span>`
  }
}
