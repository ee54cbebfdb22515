import { css, html, type TemplateResult } from 'lit'
import type { BodyOf } from '../calls.ts'
import { button, linkButton } from '../parts/button.ts'
import type { CopyButton } from '../parts/copy-button.ts'
import { secretKey } from '../parts/secret-key.ts'
import type { RinglockElement } from '../ringlock-element.ts'

export type Offer = BodyOf<'POST /me/authenticators'>

/** Three ways to get the secret into the app: scan it from another screen, open it on the same device, or type it. */
export function scan(
  host: RinglockElement,
  { offer, picture, copy }: { readonly offer: Offer; readonly picture: unknown; readonly copy: CopyButton },
): TemplateResult {
  const { totpSecret, account, algorithm, digits, period } = offer
  const isTouched = matchMedia('(pointer: coarse)').matches
  const label = host.text('enrolment.openHere')
  const onClick = () => openUri(offer.uri)
  const openHere = isTouched ? button({ label, kind: 'primary', onClick }) : linkButton(label, onClick)
  return html`
    <p>${host.text('enrolment.scan')}</p>
    <div class="scan">${isTouched ? [openHere, picture] : [picture, openHere]}</div>
    <details class="key">
      <summary>${host.text('enrolment.cantScan')}</summary>
      <p>${host.text('enrolment.typeKey', account)}</p>
      <div class="key-line">${secretKey(totpSecret)} ${copy.render(totpSecret, '.secret-key')}</div>
      <p class="muted">${host.text('enrolment.settings', algorithm, digits, host.duration(period))}</p>
    </details>
  `
}

/** Uses a link that is never part of the page, because its address contains the secret. */
function openUri(uri: string): void {
  const link = document.createElement('a')
  link.href = uri
  link.click()
}

export const scanStyles = css`
  .scan {
    display: grid;
    justify-items: center;
    gap: 16px;
    margin-block-end: 16px;
  }
  .scan .qr-code {
    margin: 0;
  }
  .key {
    margin-block-end: 20px;
  }
  .key summary {
    inline-size: fit-content;
    padding-block: 2px;
    color: var(--_accent);
    font-size: 0.9375em;
    cursor: pointer;
  }
  .key p {
    margin-block: 8px;
  }
  .key-line {
    display: grid;
    gap: 10px;
    justify-items: start;
  }
`
