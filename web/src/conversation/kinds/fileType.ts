const ENDING = /\.([A-Za-z0-9]{1,5})$/

/** `PDF`, from the name where it says so, otherwise from what the server found. */
export function fileType(contentType: string, name: string): string {
  const ending = ENDING.exec(name)?.[1]
  if (ending !== undefined) {
    return ending.toUpperCase()
  }
  const type = contentType.split(';')[0]?.trim() ?? ''
  return type === 'application/octet-stream' ? '' : type
}
