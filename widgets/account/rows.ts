import { css, html, type TemplateResult } from 'lit'

export interface Row {
  readonly title: unknown
  readonly detail: unknown
  readonly actions: unknown
}

/** A list of entries, each with its actions. */
export function rows(title: string, content: readonly Row[]): TemplateResult {
  return html`<section>
    <h3>${title}</h3>
    <ul class="rows">
      ${content.map(
        (row) => html`<li class="row">
          <div class="what">
            <div class="name">${row.title}</div>
            <div class="detail">${row.detail}</div>
          </div>
          <div class="does">${row.actions}</div>
        </li>`,
      )}
    </ul>
  </section>`
}

export const rowsStyles = css`
  :host {
    max-inline-size: var(--ringlock-width, 480px);
  }
  section {
    margin-block-start: 24px;
  }
  h3 {
    margin: 0 0 4px;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 600;
  }
  .rows {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 16px;
    padding-block: 12px;
    border-block-start: 1px solid var(--_line);
  }
  .what {
    flex: 1 1 12em;
    min-inline-size: 0;
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    font-weight: 500;
  }
  .detail {
    color: var(--_muted);
    font-size: 0.875em;
  }
  .add {
    margin-block-start: 16px;
  }
  .rows + .add {
    margin-block-start: 4px;
  }
  .does {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
`
