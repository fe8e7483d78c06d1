/**
 * The files that a paste brings. Spreadsheets and word processors put a picture of the text beside the text: then the
 * text is meant, and there are none. File managers put the files' names beside the files.
 */
export function pastedFiles(clipboard: Pick<DataTransfer, 'files' | 'getData'> | null): File[] {
  const files = [...(clipboard?.files ?? [])]
  const lines = (clipboard?.getData('text/plain') ?? '').split(/\r?\n/).filter((line) => line.trim() !== '')
  const names = new Set(files.map((file) => file.name))
  const isText = lines.some((line) => !names.has(line.trim().split(/[\\/]/).at(-1) ?? ''))
  return isText && files.every((file) => file.type.startsWith('image/')) ? [] : files
}
