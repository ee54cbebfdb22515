import { html, type TemplateResult } from 'lit'
import { selectField } from '../parts/select-field.ts'
import type { RinglockElement } from '../ringlock-element.ts'
import { type ShownState, shownStates } from './user-state.ts'

export const orders = ['list', 'name', 'state'] as const
export type Order = (typeof orders)[number]

export interface ToolbarState {
  readonly status: ShownState | null
  readonly order: Order
  onSearch(typed: string): void
  onStatus(status: ShownState | null): void
  onOrder(order: Order): void
}

const orderTexts = {
  list: 'admin-status.byList',
  name: 'admin-status.byName',
  state: 'admin-status.byState',
} as const

/** None of these is a name, password or code of the user's own, so they stand in the frame, out of autofill's reach. */
export function toolbar(host: RinglockElement, state: ToolbarState): TemplateResult {
  return html`<form class="toolbar" role="search" @submit=${(event: Event) => event.preventDefault()}>
    <div class="ringlock-field grow">
      <label class="ringlock-label" for="search">${host.text('admin-status.search')}</label>
      <input
        id="search"
        class="ringlock-input"
        type="search"
        autocomplete="off"
        spellcheck="false"
        maxlength="200"
        @input=${(event: Event) => state.onSearch((event.target as HTMLInputElement).value)}
      />
    </div>
    ${selectField({
      name: 'status',
      label: host.text('admin-status.filter'),
      value: state.status ?? '',
      choices: [
        ['', host.text('admin-status.all')],
        ...shownStates.map((each) => [each, host.text(`admin-status.${each}`)] as const),
      ],
      onChange: (value) => state.onStatus(shownStates.find((each) => each === value) ?? null),
    })}
    ${selectField({
      name: 'order',
      label: host.text('admin-status.sort'),
      value: state.order,
      choices: orders.map((each) => [each, host.text(orderTexts[each])] as const),
      onChange: (value) => state.onOrder(orders.find((each) => each === value) ?? 'list'),
    })}
  </form>`
}
