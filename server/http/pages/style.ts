import type { Accent } from '../../branding/accent.ts'

/** For all pages of ours; it uses system fonts and colours, so that nothing is fetched. */
export function pageStyle({ light, dark }: Accent): string {
  return `:root {
  --accent: light-dark(${light.accent}, ${dark.accent});
  --on-accent: light-dark(${light.onAccent}, ${dark.onAccent});
${style}`
}

/** For pages that embed the elements, which take these from there. */
export function elementStyle({ light, dark }: Accent): string {
  return `:root {
  --ringlock-accent: light-dark(${light.accent}, ${dark.accent});
  --ringlock-on-accent: light-dark(${light.onAccent}, ${dark.onAccent});
}
`
}

const style = `  --paper: light-dark(#fff, #1b1f24);
  --ground: light-dark(#f2f4f7, #111418);
  --ink: light-dark(#1a1d21, #e8eaed);
  --quiet: light-dark(#5a6270, #a3abb8);
  --line: light-dark(#d5dae1, #363d47);
  color-scheme: light dark;
  font: 1rem/1.55 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); }
header, footer { width: min(26rem, 100% - 2rem); margin: 0 auto; }
header { display: flex; align-items: center; gap: 0.75rem; margin-top: clamp(1rem, 10vh, 7rem); font-weight: 600; }
header img { max-width: 10rem; max-height: 3rem; margin: 0; background: none; border-radius: 0; }
footer { color: var(--quiet); font-size: 0.9rem; margin-bottom: 2rem; overflow-wrap: anywhere; }
header:has(~ main .wide), footer:is(main:has(.wide) ~ *) { width: min(56rem, 100% - 2rem); }
main {
  width: min(26rem, 100% - 2rem);
  margin: 1rem auto;
  padding: 2rem;
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}
main:has(.wide) { width: min(56rem, 100% - 2rem); }
h1 { margin: 0 0 0.75rem; font-size: 1.35rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.1rem; }
p, form { margin: 0 0 1rem; }
a { color: var(--accent); }
.quiet { color: var(--quiet); font-size: 0.9rem; }
label { display: block; margin: 0 0 0.25rem; font-weight: 600; }
input {
  width: 100%;
  margin: 0 0 1rem;
  padding: 0.6rem 0.75rem;
  font: inherit;
  color: inherit;
  background: var(--ground);
  border: 1px solid var(--quiet);
  border-radius: 0.4rem;
}
input[readonly] { border-color: transparent; padding-inline: 0; background: none; }
iframe { display: block; width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: 0.4rem; }
button {
  width: 100%;
  padding: 0.7rem 1rem;
  font: inherit;
  font-weight: 600;
  color: var(--on-accent);
  background: var(--accent);
  border: 0;
  border-radius: 0.4rem;
  cursor: pointer;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.fault { padding: 0.6rem 0.8rem; border-inline-start: 4px solid light-dark(#b3261e, #ff8a80); background: var(--ground); }
code, pre { font: 0.9rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { padding: 0.75rem; overflow: auto; white-space: pre-wrap; background: var(--ground); border-radius: 0.4rem; }
img { display: block; max-width: 100%; margin: 0 auto 1rem; background: #fff; border-radius: 0.4rem; }
ol.codes { columns: 2; padding-inline-start: 1.5rem; }
details { border-top: 1px solid var(--line); padding: 0.5rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; }
`
