import { css } from 'lit'

export interface Dialog {
  /** Closes the dialog and returns the focus to the element that had it. */
  close(): void
}

/**
 * Opens a `<dialog>` of the host's shadow root as a modal; Escape calls `onCancel`. The dialog must stay in the
 * template until it is closed.
 */
export function openDialog(host: HTMLElement, selector: string, onCancel: () => void): Dialog {
  const dialog = host.shadowRoot?.querySelector<HTMLDialogElement>(selector) ?? null
  const before = focused(document)
  const cancel = (event: Event) => {
    event.preventDefault()
    onCancel()
  }
  dialog?.addEventListener('cancel', cancel)
  dialog?.showModal()
  return {
    close() {
      dialog?.removeEventListener('cancel', cancel)
      dialog?.close()
      if (before?.isConnected) before.focus()
    },
  }
}

/** The focused element itself, not the host of its shadow root. */
function focused(root: Document | ShadowRoot): HTMLElement | null {
  const element = root.activeElement as HTMLElement | null
  const inner = element?.shadowRoot?.activeElement
  return inner && element?.shadowRoot ? focused(element.shadowRoot) : element
}

export const dialogStyles = css`
  dialog {
    box-sizing: border-box;
    inline-size: min(420px, calc(100vw - 32px));
    max-block-size: calc(100dvh - 32px);
    padding: 24px;
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    box-shadow: 0 16px 48px rgb(0 0 0 / 24%);
    color: var(--_text);
    overflow-wrap: anywhere;
  }
  dialog::backdrop {
    background: rgb(10 12 18 / 50%);
  }
`
