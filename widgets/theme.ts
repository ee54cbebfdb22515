import { css } from 'lit'

/**
 * Colours and sizes of all elements, for light and dark, set on their hosts. A page overrides them with `--ringlock-*`
 * properties on the element or above it. Properties that begin with `--_` are internal, and are inherited by the forms
 * in the light DOM.
 */
export const theme = css`
  :host {
    color-scheme: light dark;
    --_accent: var(--ringlock-accent, light-dark(#3451c6, #9eabe4));
    --_on-fill: var(--ringlock-on-accent, light-dark(#ffffff, #10121a));
    --_surface: var(--ringlock-surface, light-dark(#ffffff, #17191f));
    --_field: var(--ringlock-field, light-dark(#ffffff, #1f2229));
    --_text: var(--ringlock-text, light-dark(#1b1f28, #e9ebf0));
    --_muted: var(--ringlock-muted, light-dark(#586070, #a3aab8));
    --_line: var(--ringlock-line, light-dark(#e2e5eb, #2f333d));
    --_border: var(--ringlock-border, light-dark(#868e9d, #747c8b));
    --_danger: var(--ringlock-danger, light-dark(#b3261e, #ff9d94));
    --_success: var(--ringlock-success, light-dark(#17703f, #6fd49b));
    --_radius: var(--ringlock-radius, 8px);
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
  [part='panel'] > .ringlock-alert:not(#_):not(:last-child),
  [part='panel'] > .ringlock-note:not(#_):not(:last-child) {
    margin-block-end: 16px;
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
 * Fields, buttons and notes, the same in the shadow root and in the light DOM's forms. Pages have their own rules for
 * `input`, `label` and `button` there: those are unset, and `:not(#_)` outweighs them.
 */
export const controls = css`
  [class^='ringlock-']:not(#_) {
    all: unset;
    box-sizing: border-box;
  }
  [class^='ringlock-'][hidden]:not(#_),
  .ringlock-alert:not(#_):empty {
    display: none;
  }
  .ringlock-form:not(#_) {
    display: grid;
    gap: 16px;
  }
  .ringlock-field:not(#_) {
    display: grid;
    gap: 6px;
  }
  .ringlock-label:not(#_),
  .ringlock-hint:not(#_) {
    font-size: 0.875em;
  }
  .ringlock-label:not(#_),
  .ringlock-button:not(#_) {
    font-weight: 500;
  }
  .ringlock-hint:not(#_) {
    color: var(--_muted);
  }
  .ringlock-input:not(#_),
  .ringlock-button:not(#_) {
    inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .ringlock-input:not(#_) {
    background: var(--_field);
    font-size: max(16px, 1em);
  }
  .ringlock-input:not(#_)[aria-invalid] {
    border-color: var(--_danger);
  }
  [class^='ringlock-']:not(#_):focus-visible,
  .ringlock-check:not(#_) :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .ringlock-button:not(#_) {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    inline-size: auto;
    padding-inline: 18px;
    text-align: center;
    cursor: pointer;
  }
  .ringlock-button:not(#_):hover {
    background: color-mix(in srgb, currentColor 10%, transparent);
  }
  .ringlock-primary:not(#_) {
    --_fill: var(--_accent);
    border-color: transparent;
    background: var(--_fill);
    color: var(--_on-fill);
  }
  .ringlock-primary:not(#_):hover {
    background: color-mix(in srgb, var(--_fill), var(--_text) 14%);
  }
  .ringlock-button:not(#_)[aria-disabled] {
    cursor: default;
  }
  .ringlock-spinner:not(#_) {
    inline-size: 1em;
    block-size: 1em;
    border: 2px solid;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: ringlock-turn 800ms linear infinite;
  }
  .ringlock-link:not(#_) {
    padding-block: 2px;
    border-radius: 4px;
    color: var(--_accent);
    font-size: 0.9375em;
    cursor: pointer;
  }
  .ringlock-link:not(#_):hover {
    text-decoration: underline;
  }
  .ringlock-links:not(#_) {
    display: grid;
    gap: 8px;
    justify-items: start;
    list-style: none;
    margin-block-start: 20px;
    padding-block-start: 16px;
    border-block-start: 1px solid var(--_line);
  }
  .ringlock-alert:not(#_),
  .ringlock-note:not(#_) {
    --_tone: var(--_accent);
    display: block;
    padding: 10px 14px;
    border-inline-start: 3px solid var(--_tone);
    border-radius: 4px;
    background: color-mix(in srgb, var(--_tone) 10%, transparent);
    font-size: 0.9375em;
  }
  .ringlock-alert:not(#_) {
    --_tone: var(--_danger);
  }
  .ringlock-success:not(#_) {
    --_tone: var(--_success);
  }
  .ringlock-check:not(#_) {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 10px;
    font-size: 0.9375em;
    cursor: pointer;
  }
  .ringlock-check:not(#_) input {
    all: revert;
    inline-size: 18px;
    block-size: 18px;
    margin: 2px 0;
    accent-color: var(--_accent);
  }
  .ringlock-check:not(#_) .ringlock-hint {
    display: block;
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
    .ringlock-button:not(#_),
    .ringlock-note:not(#_),
    .ringlock-alert:not(#_) {
      border: 1px solid;
    }
  }
`

/** Of what is decided: the buttons of a dialog, and one that destroys something. */
export const decisions = css`
  .ringlock-danger:not(#_) {
    --_fill: var(--_danger);
  }
  .ringlock-actions:not(#_) {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 10px;
  }
`
