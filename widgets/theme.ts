import { css } from 'lit'

/**
 * The look of every element, on its host: colours for light and dark, from the page's own where it sets a `--ringlock-*`
 * property on the element or anywhere above it. What begins with `--_` is ours alone, and inherited by the forms in the
 * light DOM.
 */
export const theme = css`
  :host {
    color-scheme: light dark;
    --_accent: var(--ringlock-accent, light-dark(#3451c6, #92a7ff));
    --_on-accent: var(--ringlock-on-accent, light-dark(#ffffff, #0f1430));
    --_surface: var(--ringlock-surface, light-dark(#ffffff, #17191f));
    --_field: var(--ringlock-field, light-dark(#ffffff, #1f2229));
    --_text: var(--ringlock-text, light-dark(#1b1f28, #e9ebf0));
    --_muted: var(--ringlock-muted, light-dark(#586070, #a3aab8));
    --_line: var(--ringlock-line, light-dark(#e2e5eb, #2f333d));
    --_border: var(--ringlock-border, light-dark(#868e9d, #747c8b));
    --_danger: var(--ringlock-danger, light-dark(#b3261e, #ff9d94));
    --_on-danger: var(--ringlock-on-danger, light-dark(#ffffff, #2b0906));
    --_success: var(--ringlock-success, light-dark(#17703f, #6fd49b));
    --_radius: var(--ringlock-radius, 8px);
    --_tint: light-dark(8%, 14%);
    display: block;
    box-sizing: border-box;
    max-inline-size: var(--ringlock-width, 400px);
    color: var(--_text);
    font-family: var(--ringlock-font, inherit);
    line-height: 1.5;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  [part='panel'] {
    box-sizing: border-box;
    padding: var(--ringlock-padding, 28px);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  [part='title'] {
    margin: 0 0 18px;
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  [part='title']:focus {
    outline: none;
  }
  p {
    margin: 0 0 16px;
  }
  .muted {
    color: var(--_muted);
  }
  .silent {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (max-width: 420px) {
    [part='panel'] {
      padding: var(--ringlock-padding, 20px);
    }
  }
`

/**
 * Fields, buttons and notes, the same in the shadow root and in the forms of the light DOM. There it stands against the
 * page's own rules for bare `input`, `label` and `button`: hence `:not(#_)`, which outweighs classes.
 */
export const controls = css`
  .ringlock-form:not(#_) {
    display: grid;
    gap: 16px;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
  }
  .ringlock-field:not(#_) {
    display: grid;
    gap: 6px;
    min-inline-size: 0;
    margin: 0;
  }
  .ringlock-label:not(#_) {
    display: block;
    margin: 0;
    padding: 0;
    color: inherit;
    font: inherit;
    font-size: 0.875em;
    font-weight: 500;
    text-transform: none;
    letter-spacing: normal;
  }
  .ringlock-hint:not(#_) {
    margin: 0;
    color: var(--_muted);
    font: inherit;
    font-size: 0.875em;
  }
  .ringlock-input:not(#_) {
    display: block;
    box-sizing: border-box;
    inline-size: 100%;
    block-size: auto;
    min-block-size: 44px;
    margin: 0;
    padding: 8px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_field);
    box-shadow: none;
    color: inherit;
    font: inherit;
    font-size: max(16px, 1em);
    text-transform: none;
    letter-spacing: normal;
    appearance: none;
    transition: border-color 120ms;
  }
  .ringlock-input:not(#_):focus-visible,
  .ringlock-check:not(#_) input:focus-visible,
  .ringlock-button:not(#_):focus-visible,
  .ringlock-link:not(#_):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .ringlock-input:not(#_)[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .ringlock-password:not(#_) {
    position: relative;
    display: block;
  }
  .ringlock-password:not(#_) .ringlock-input {
    padding-inline-end: 48px;
  }
  .ringlock-reveal:not(#_) {
    position: absolute;
    inset-block: 1px;
    inset-inline-end: 1px;
    display: grid;
    place-items: center;
    inline-size: 44px;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    box-shadow: none;
    color: var(--_muted);
    cursor: pointer;
  }
  .ringlock-reveal:not(#_):hover {
    color: inherit;
  }
  .ringlock-reveal:not(#_):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -4px;
  }
  .ringlock-reveal:not(#_) svg {
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
  }
  .ringlock-reveal:not(#_)[aria-pressed='false'] .ringlock-strike {
    display: none;
  }
  .ringlock-check:not(#_) {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 10px;
    align-items: start;
    margin: 0;
    padding: 0;
    font: inherit;
    font-size: 0.9375em;
    font-weight: 400;
    cursor: pointer;
  }
  .ringlock-check:not(#_) input {
    position: static;
    float: none;
    inline-size: 18px;
    block-size: 18px;
    margin: 2px;
    accent-color: var(--_accent);
  }
  .ringlock-button:not(#_) {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    box-sizing: border-box;
    inline-size: auto;
    block-size: auto;
    min-block-size: 44px;
    margin: 0;
    padding: 8px 18px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: transparent;
    box-shadow: none;
    color: inherit;
    font: inherit;
    font-weight: 500;
    line-height: 1.4;
    text-align: center;
    text-decoration: none;
    text-transform: none;
    letter-spacing: normal;
    cursor: pointer;
    transition: background-color 120ms;
  }
  .ringlock-button:not(#_):hover {
    background: color-mix(in srgb, currentColor var(--_tint), transparent);
  }
  .ringlock-primary:not(#_) {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .ringlock-primary:not(#_):hover {
    background: color-mix(in srgb, var(--_accent), var(--_text) 14%);
  }
  .ringlock-danger:not(#_) {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger);
  }
  .ringlock-danger:not(#_):hover {
    background: color-mix(in srgb, var(--_danger), var(--_text) 14%);
  }
  .ringlock-button:not(#_)[aria-disabled='true'] {
    cursor: default;
  }
  .ringlock-spinner:not(#_) {
    box-sizing: border-box;
    inline-size: 1em;
    block-size: 1em;
    border: 2px solid currentColor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: ringlock-turn 800ms linear infinite;
  }
  .ringlock-link:not(#_) {
    display: inline-block;
    min-block-size: 24px;
    margin: 0;
    padding: 2px 0;
    border: 0;
    border-radius: 4px;
    background: none;
    box-shadow: none;
    color: var(--_accent);
    font: inherit;
    font-size: 0.9375em;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  .ringlock-link:not(#_):hover {
    text-decoration: underline;
  }
  .ringlock-actions:not(#_) {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 10px;
  }
  .ringlock-links:not(#_) {
    display: grid;
    gap: 8px;
    justify-items: start;
    margin: 20px 0 0;
    padding: 16px 0 0;
    border-block-start: 1px solid var(--_line);
    list-style: none;
  }
  .ringlock-countdown:not(#_) {
    font-variant-numeric: tabular-nums;
  }
  .ringlock-alert:not(#_),
  .ringlock-note:not(#_) {
    margin: 0;
    padding: 10px 14px;
    border: 0;
    border-inline-start: 3px solid var(--_accent);
    border-radius: 4px;
    background: color-mix(in srgb, var(--_accent) var(--_tint), transparent);
    color: inherit;
    font: inherit;
    font-size: 0.9375em;
  }
  .ringlock-alert:not(#_) {
    border-color: var(--_danger);
    background: color-mix(in srgb, var(--_danger) var(--_tint), transparent);
  }
  .ringlock-success:not(#_) {
    border-color: var(--_success);
    background: color-mix(in srgb, var(--_success) var(--_tint), transparent);
  }
  .ringlock-alert:not(#_):empty {
    display: none;
  }
  @keyframes ringlock-turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ringlock-spinner:not(#_) {
      animation-duration: 4s;
    }
  }
  @media (forced-colors: active) {
    .ringlock-button:not(#_) {
      border-color: ButtonText;
    }
    .ringlock-alert:not(#_),
    .ringlock-note:not(#_) {
      border: 1px solid CanvasText;
    }
  }
`
