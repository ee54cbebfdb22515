const characters: Readonly<Record<string, string>> = {
  '\\': '\\(rs',
  '-': '\\-',
  '^': '\\(ha',
  '~': '\\(ti',
  '`': '\\(ga',
  "'": '\\(aq',
  '"': '\\(dq',
}

/** Text for man(7), in which every character means itself. */
export function roff(text: string): string {
  const plain = text.replace(/[\\^~`'"-]/g, (character) => characters[character] ?? character)
  // A line that begins with a dot is a request, were it not for the character without width in front.
  return plain.replace(/^\./gm, '\\&.')
}

export const bold = (text: string) => `\\fB${roff(text)}\\fR`
export const italic = (text: string) => `\\fI${roff(text)}\\fR`

/** Without a date, so that an equal text is an equal file. */
export function page(name: string, section: number, body: readonly string[]): string {
  return `${[`.TH ${roff(name)} ${section} "" Ringlock`, ...body].join('\n')}\n`
}

export const heading = (text: string) => `.SH ${roff(text)}`
export const item = (term: string, text: string) => `.TP\n${term}\n${text}`
/** Keeps its lines, as in a terminal. */
export const verbatim = (text: string) => `.PP\n.nf\n${roff(text)}\n.fi`
