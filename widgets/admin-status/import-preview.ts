import { css, html, nothing, type TemplateResult } from 'lit'
import type { ImportRow } from '../../server/http/contract/index.ts'
import type { SelfElement } from '../self-element.ts'

/** A file can have thousands of rows. Rows with faults come first; valid ones need no review. */
const mostShown = 300

/**
 * Each row with its faults, in the service's English sentences, and with a field for the user where the file names
 * none.
 *
 * @param users - user names entered so far, by serial number
 */
export function importPreview(
  host: SelfElement,
  rows: readonly ImportRow[],
  users: Readonly<Record<string, string>>,
): TemplateResult {
  const faultyFirst = rows.toSorted((one, other) => Number(one.fault === null) - Number(other.fault === null))
  const hidden = rows.length - mostShown
  return html`<table role="table" class="preview" aria-label=${host.text('admin-status.import')}>
      <thead role="rowgroup">
        <tr role="row">
          ${(['row', 'serialShort', 'user', 'fault'] as const).map(
            (column) => html`<th role="columnheader" scope="col">${host.text(`admin-status.${column}`)}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${faultyFirst.slice(0, mostShown).map((row) => previewRow(host, row, users))}
      </tbody>
    </table>
    ${hidden > 0 ? html`<p class="muted">${host.text('admin-status.more', host.number(hidden))}</p>` : nothing}`
}

function previewRow(
  host: SelfElement,
  { row, serial, user, fault }: ImportRow,
  users: Readonly<Record<string, string>>,
): TemplateResult {
  const isAsked = serial !== null && (user === null || Object.hasOwn(users, serial))
  return html`<tr role="row">
    <td role="cell">${host.number(row)}</td>
    <td role="cell"><bdi>${serial ?? '–'}</bdi></td>
    <td role="cell">
      ${
        isAsked
          ? html`<input
            class="ringlock-input"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            data-serial=${serial}
            aria-label=${host.text('admin-status.userFor', serial)}
            .value=${user ?? ''}
          />`
          : html`<bdi>${user ?? '–'}</bdi>`
      }
    </td>
    <td role="cell" class=${fault === null ? 'good' : 'faulty'}>
      ${fault === null ? `✓ ${host.text('admin-status.good')}` : html`✗ <bdi lang="en">${fault}</bdi>`}
    </td>
  </tr>`
}

export const importStyles = css`
  .preview {
    font-size: 0.9375em;
  }
  .preview thead th {
    white-space: nowrap;
  }
  .good {
    color: var(--_success);
  }
  .faulty {
    color: var(--_danger);
  }
  @media (max-width: 620px) {
    .preview thead {
      position: absolute;
      clip-path: inset(50%);
    }
    .preview tbody > tr {
      display: grid;
      grid-template-columns: 2em 1fr;
      gap: 4px 8px;
      padding-block: 10px;
      border-block-start: 1px solid var(--_line);
    }
    .preview td {
      padding: 0;
      border: 0;
    }
    .preview td:nth-child(n + 3) {
      grid-column: 2;
    }
  }
`
