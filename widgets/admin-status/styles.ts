import { css } from 'lit'

/** A table on wide screens, cards on narrow ones (WCAG 1.4.10). */
export const adminStyles = css`
  :host {
    max-inline-size: var(--ringlock-width, 1080px);
    container-type: inline-size;
  }
  .heading,
  .pages {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
    justify-content: space-between;
    align-items: center;
  }
  .heading {
    margin-block-end: 16px;
  }
  .heading > [part='title'] {
    margin: 0;
  }
  .ringlock-note:not(#_),
  .ringlock-alert:not(#_) {
    margin-block-end: 12px;
  }
  .toolbar,
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(96px, 1fr));
    gap: 12px;
    align-items: end;
  }
  .toolbar {
    grid-template-columns: 2fr 1fr 1fr;
    margin-block-end: 16px;
  }
  .pages {
    margin-block-start: 16px;
  }
  .pages > p {
    margin: 0;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  [aria-busy='true'] [part='users'] {
    opacity: 0.6;
  }
  th,
  td {
    padding-block: 10px;
    padding-inline: 0 12px;
    border-block-start: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
    font-weight: inherit;
  }
  thead th {
    padding-block: 6px;
    border: 0;
    color: var(--_muted);
    font-size: 0.8125em;
  }
  [part='users'] th:first-child {
    inline-size: 34%;
  }
  [part='users'] :is(th, td):last-child {
    inline-size: 44px;
    padding-inline-end: 0;
    padding-block-start: 4px;
  }
  [part='users'] thead th:last-child {
    color: transparent;
    font-size: 0;
  }
  tbody th > bdi {
    font-weight: 500;
  }
  tbody th > .muted {
    display: block;
    font-size: 0.875em;
  }
  .details {
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.875em;
  }
  .unmanageable th {
    color: var(--_muted);
  }
  dialog.wide {
    inline-size: min(720px, calc(100vw - 32px));
  }
  @container (max-width: 620px) {
    .toolbar {
      grid-template-columns: none;
    }
    [part='users'] thead {
      position: absolute;
      clip-path: inset(50%);
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
    }
    [part='users'] tbody > tr {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 6px 8px;
      padding: 12px 0;
      border-block-start: 1px solid var(--_line);
    }
    [part='users'] tbody :is(th, td) {
      padding: 0;
      border: 0;
    }
    [part='users'] tbody th:first-child {
      grid-area: 1 / 1;
      inline-size: auto;
    }
    [part='users'] tbody td:last-child {
      grid-area: 1 / 2;
      padding: 0;
    }
    [part='users'] tbody td:not(:last-child) {
      grid-column: 1 / -1;
    }
  }
`
