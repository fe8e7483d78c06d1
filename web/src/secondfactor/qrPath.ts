import { encode } from 'uqr'

/** Light around the picture, in modules, without which cameras do not find it. */
const QUIET_ZONE = 4

export interface QrPicture {
  /** Modules on each side. */
  size: number
  /** The dark ones, as an SVG path. */
  path: string
}

/** Drawn here, so that the secret goes to nobody who draws pictures for others. */
export function qrPath(text: string): QrPicture {
  const { size, data } = encode(text, { border: QUIET_ZONE })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { size, path }
}
