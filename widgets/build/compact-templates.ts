import { type Plugin, parseSync, Visitor } from 'vite'

/** `_decorate([state()], RinglockLogin.prototype, "step", void 0)`: our decorators are functions to be called as they are. */
const decorated = /\b_decorate\(\[([^\]]+)\], (\w+)\.prototype, "(\w+)", void 0\)/g

/** Takes line breaks and indentation out of Lit's `html` and `css` templates, where one space says the same. */
export const compactTemplates: Plugin = {
  name: 'ringlock-compact-templates',
  enforce: 'post',
  transform(code, id) {
    if (!id.endsWith('.ts')) return null
    const pieces: { readonly start: number; readonly end: number; readonly isCss: boolean }[] = []
    new Visitor({
      TaggedTemplateExpression({ tag, quasi }) {
        if (tag.type !== 'Identifier' || !(tag.name === 'html' || tag.name === 'css')) return
        if (tag.name === 'css' && quasi.expressions.length > 0) throw new Error(`${id}: css takes no values`)
        for (const { start, end } of quasi.quasis) pieces.push({ start, end, isCss: tag.name === 'css' })
      },
    }).visit(parseSync('compact.js', code).program)
    const compact = pieces
      .sort((one, other) => other.start - one.start)
      .reduce((text, { start, end, isCss }) => {
        const piece = text.slice(start, end)
        return text.slice(0, start) + (isCss ? compactCss(piece) : compactHtml(piece)) + text.slice(end)
      }, code)
    return { code: compact.replace(decorated, '$1($2.prototype, "$3")'), map: null }
  },
}

function compactHtml(piece: string): string {
  return piece
    .replace(/>\s*\n\s*</g, '><')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^ <| $/g, (edge) => edge.trim())
}

function compactCss(piece: string): string {
  return piece
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/#(.)\1(.)\2(.)\3\b/g, '#$1$2$3')
    .replace(/\b0(?=\.\d)/g, '')
    .replace(/;}/g, '}')
}
