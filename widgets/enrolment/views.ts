import { html, nothing, type TemplateResult } from 'lit'
import type { AllTexts } from '../locales/texts.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import type { RinglockElement } from '../ringlock-element.ts'
import type { Kind } from './choose.ts'

type TitleKey = keyof AllTexts & (`enrolment.${string}itle` | 'enrolment.another')

export function title(host: RinglockElement, key: TitleKey): TemplateResult {
  return html`<h2 part="title" tabindex="-1">${host.text(key)}</h2>`
}

/** Explains that an authenticator needs a mail address, and how to get one. */
export function emailView(
  host: RinglockElement,
  problem: string | null,
  onTryAgain: () => void,
): TemplateResult {
  const label = host.text('common.tryAgain')
  return html`
    ${title(host, 'enrolment.emailTitle')}
    <p>${host.text('enrolment.email')}</p>
    ${alert(problem)} ${button({ label, busy: host.busy, onClick: onTryAgain })}
  `
}

export function alreadyView(host: RinglockElement, onAnother: () => void): TemplateResult {
  return html`
    ${title(host, 'enrolment.alreadyTitle')}
    <p>${host.text('enrolment.already')}</p>
    ${button({ label: host.text('enrolment.another'), onClick: onAnother })}
  `
}

/** `codesLost`: recovery codes were generated, but their answer was lost. */
export function doneView(host: RinglockElement, kind: Kind, codesLost: boolean): TemplateResult {
  return html`
    ${title(host, 'enrolment.doneTitle')}
    <p class="ringlock-note ringlock-success">${host.text(`enrolment.${kind}Done`)}</p>
    ${codesLost ? html`<p class="ringlock-alert">${host.text('enrolment.codesLost')}</p>` : nothing}
  `
}
