export interface SavingSeen {
  readonly saved: readonly { readonly name: string; readonly text: string }[]
  /** Addresses of blobs that are good still. */
  readonly open: ReadonlySet<string>
}

/** Stands in for what the browser does with a file to save, while `use` runs. */
export async function withSaving(use: (seen: SavingSeen) => Promise<void>): Promise<void> {
  const { createObjectURL, revokeObjectURL } = URL
  const { click } = HTMLAnchorElement.prototype
  const open = new Set<string>()
  const blobs: Blob[] = []
  const saved: { name: string; text: string }[] = []
  URL.createObjectURL = (blob) => {
    const url = `blob:https://portal.example/${blobs.push(blob as Blob) - 1}`
    open.add(url)
    return url
  }
  URL.revokeObjectURL = (url) => void open.delete(url)
  HTMLAnchorElement.prototype.click = function () {
    const blob = blobs[Number(this.href.split('/').at(-1))]
    void blob?.text().then((text) => saved.push({ name: this.download, text }))
  }
  try {
    await use({ saved, open })
  } finally {
    Object.assign(URL, { createObjectURL, revokeObjectURL })
    HTMLAnchorElement.prototype.click = click
  }
}
