import { html, type TemplateResult } from 'lit'
import { selectField } from '../parts/select-field.ts'
import type { RinglockElement } from '../ringlock-element.ts'
import { type ShownState, shownStates } from './user-state.ts'

export const orders = ['list', 'name', 'state'] as const
export type Order = (typeof orders)[number]

export interface ToolbarActions {
  onSearch(typed: string): void
  onStatus(status: ShownState | null): void
  onOrder(order: Order): void
}

const orderTexts = {
  list: 'admin-status.byList',
  name: 'admin-status.byName',
  state: 'admin-status.byState',
} as const

/**
 * Stays in the shadow root, out of autofill's reach, because no field here is the user's own name, password or code.
 */
export function toolbar(host: RinglockElement, actions: ToolbarActions): TemplateResult {
  return html`<form class="toolbar" role="search" @submit=${(event: Event) => event.preventDefault()}>
    <div class="ringlock-field">
      <label class="ringlock-label" for="search">${host.text('admin-status.search')}</label>
      <input
        id="search"
        class="ringlock-input"
        type="search"
        autocomplete="off"
        spellcheck="false"
        maxlength="200"
        @input=${(event: Event) => actions.onSearch((event.target as HTMLInputElement).value)}
      />
    </div>
    ${selectField({
      name: 'status',
      label: host.text('admin-status.filter'),
      options: [
        ['', host.text('admin-status.all')],
        ...shownStates.map((each) => [each, host.text(`admin-status.${each}`)] as const),
      ],
      onChange: (value) => actions.onStatus(shownStates.find((each) => each === value) ?? null),
    })}
    ${selectField({
      name: 'order',
      label: host.text('admin-status.sort'),
      options: orders.map((each) => [each, host.text(orderTexts[each])] as const),
      onChange: (value) => actions.onOrder(orders.find((each) => each === value) ?? 'list'),
    })}
  </form>`
}
