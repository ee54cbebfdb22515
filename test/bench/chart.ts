import { figure } from './section.ts'

/** A curve over numbers of users. */
export interface Curve {
  readonly label: string
  /** In ascending order. */
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Panel {
  /** What is measured, with its unit. */
  readonly title: string
  readonly curves: readonly Curve[]
}

const panel = { width: 340, height: 230 } as const
const plot = { left: 56, top: 44, right: 16, bottom: 40 } as const
const ink = ['#0969da', '#bc4c00', '#1a7f37'] as const
const darkInk = ['#58a6ff', '#f0883e', '#56d364'] as const

/** Panels side by side, two in a row, each with a logarithmic x axis and a y axis from 0; readable on light and dark pages. */
export function chart(title: string, xLabel: string, panels: readonly Panel[]): string {
  const rows = Math.ceil(panels.length / 2)
  const [width, height] = [panel.width * Math.min(2, panels.length), panel.height * rows + 28]
  const drawn = panels.map((each, i) => {
    const [x, y] = [(i % 2) * panel.width, Math.floor(i / 2) * panel.height + 28]
    return `<g transform="translate(${x} ${y})">\n${drawPanel(each, xLabel)}\n</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.faint { fill: #59636e }
.axis { stroke: #d1d9e0; fill: none }
${ink.map((colour, i) => `.line-${i} { stroke: ${colour}; fill: none; stroke-width: 2 } .dot-${i} { fill: ${colour} }`).join('\n')}
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.faint { fill: #9198a1 }
.axis { stroke: #3d444d }
${darkInk.map((colour, i) => `.line-${i} { stroke: ${colour} } .dot-${i} { fill: ${colour} }`).join('\n')}
}
</style>
<text x="8" y="20" class="title">${title}</text>
${drawn.join('\n')}
</svg>
`
}

function drawPanel({ title, curves }: Panel, xLabel: string): string {
  const points = curves.flatMap((curve) => curve.points)
  const xs = points.map(([x]) => Math.log10(x))
  const [least, most] = [Math.min(...xs), Math.max(...xs)]
  const top = niceTop(Math.max(...points.map(([, y]) => y)))
  const inner = {
    width: panel.width - plot.left - plot.right,
    height: panel.height - plot.top - plot.bottom,
  }
  const atX = (x: number) =>
    plot.left + (least === most ? 0.5 : (Math.log10(x) - least) / (most - least)) * inner.width
  const atY = (y: number) => plot.top + (1 - y / top) * inner.height
  const bottom = plot.top + inner.height

  const grid = [0, 0.5, 1].map((share) => {
    const y = atY(top * share)
    return `<path class="axis" d="M${plot.left} ${y}H${plot.left + inner.width}"/><text class="faint" x="${plot.left - 8}" y="${y + 4}" text-anchor="end">${figure(top * share)}</text>`
  })
  const ticks = [...new Set(points.map(([x]) => x))].map(
    (x) =>
      `<text class="faint" x="${round(atX(x))}" y="${bottom + 18}" text-anchor="middle">${shortNumber(x)}</text>`,
  )
  const lines = curves.map(({ label, points }, i) => {
    const path = points.map(([x, y]) => `${round(atX(x))} ${round(atY(y))}`).join('L')
    const dots = points.map(
      ([x, y]) => `<circle class="dot-${i}" cx="${round(atX(x))}" cy="${round(atY(y))}" r="3"/>`,
    )
    const named =
      curves.length === 1
        ? ''
        : `<circle class="dot-${i}" cx="${plot.left + 4 + i * 110}" cy="${plot.top - 12}" r="4"/><text class="faint" x="${plot.left + 12 + i * 110}" y="${plot.top - 8}">${label}</text>`
    return `<path class="line-${i}" d="M${path}"/>${dots.join('')}${named}`
  })
  return [
    `<text x="8" y="18">${title}</text>`,
    ...grid,
    ...ticks,
    `<text class="faint" x="${plot.left + inner.width / 2}" y="${bottom + 34}" text-anchor="middle">${xLabel}</text>`,
    ...lines,
  ].join('\n')
}

/** 1, 2 or 5 times a power of ten, at or above the highest value. */
function niceTop(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 1e-9)))
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= highest) ?? 10 * power
}

/** 1,000 -> 1k, 1,000,000 -> 1M */
function shortNumber(value: number): string {
  if (value >= 1e6) return `${figure(value / 1e6)}M`
  return value >= 1000 ? `${figure(value / 1000)}k` : figure(value)
}

const round = (value: number) => Math.round(value * 10) / 10
