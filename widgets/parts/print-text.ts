/** Prints a text and nothing else of the page: in a frame of its own, which goes when it is printed. */
export function printText(root: Node, title: string, text: string): void {
  const frame = document.createElement('iframe')
  frame.className = 'silent'
  frame.title = title
  frame.addEventListener('load', () => fill(frame, title, text), { once: true })
  root.appendChild(frame)
}

function fill(frame: HTMLIFrameElement, title: string, text: string): void {
  const { contentWindow: page } = frame
  if (page === null) return
  const sheet = page.document.createElement('pre')
  sheet.textContent = text
  page.document.title = title
  page.document.body.append(sheet)
  page.addEventListener('afterprint', () => frame.remove())
  page.print()
}
