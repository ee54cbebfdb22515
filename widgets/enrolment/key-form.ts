import { css, html, type TemplateResult } from 'lit'
import type { RequestBody } from '../../server/http/contract/index.ts'
import { alert } from '../parts/alert.ts'
import { button } from '../parts/button.ts'
import { selectField } from '../parts/select-field.ts'
import { textField } from '../parts/text-field.ts'
import type { RinglockElement } from '../ringlock-element.ts'

type Details = RequestBody<'offerAuthenticator'>

/** Asks for the vendor's data of a hardware device. The first choice of each list is right for nearly all vendors. */
export function keyForm(
  host: RinglockElement,
  { problem, busy }: { readonly problem: string | null; readonly busy: boolean },
): TemplateResult {
  const plain = (values: readonly (string | number)[]) =>
    values.map((value) => [String(value), String(value)] as const)
  return html`
    ${textField({
      name: 'key',
      label: host.text('parts.secretKey'),
      hint: host.text('enrolment.keyHint'),
      autocomplete: 'off',
      leftToRight: true,
      problemId: 'ringlock-problem',
      invalid: problem !== null,
      readOnly: busy,
    })}
    ${textField({
      name: 'serial',
      label: host.text('enrolment.serial'),
      autocomplete: 'off',
      leftToRight: true,
      readOnly: busy,
    })}
    <details class="ringlock-details">
      <summary>${host.text('enrolment.advanced')}</summary>
      <div class="ringlock-form">
        <p class="ringlock-hint">${host.text('enrolment.advancedHint')}</p>
        ${selectField({ name: 'algorithm', label: host.text('enrolment.algorithm'), options: plain(['SHA1', 'SHA256', 'SHA512']) })}
        ${selectField({ name: 'digits', label: host.text('enrolment.digits'), options: plain([6, 8]) })}
        ${selectField({
          name: 'period',
          label: host.text('enrolment.period'),
          options: [30, 60].map((period) => [String(period), host.duration(period)] as const),
        })}
      </div>
    </details>
    ${alert(problem)} ${button({ label: host.text('parts.continue'), kind: 'primary', busy })}
  `
}

/** null: the key is missing. */
export function readKeyForm(form: HTMLFormElement): Details | null {
  const typed = new FormData(form)
  const text = (name: string) => String(typed.get(name) ?? '').trim()
  const serial = text('serial')
  if (text('key') === '') return null
  return {
    kind: 'hardware',
    totpSecret: text('key'),
    ...(serial === '' ? {} : { serial }),
    algorithm: text('algorithm') as NonNullable<Details['algorithm']>,
    digits: Number(text('digits')) as NonNullable<Details['digits']>,
    period: Number(text('period')) as NonNullable<Details['period']>,
  }
}

/** For the light DOM, in addition to `controls`. */
export const keyFormStyles = css`
  .ringlock-details:not(#_) {
    display: block;
  }
  .ringlock-details:not(#_) summary {
    inline-size: fit-content;
    margin-block-end: 8px;
    color: var(--_accent);
    font-size: 0.9375em;
    cursor: pointer;
  }
`
