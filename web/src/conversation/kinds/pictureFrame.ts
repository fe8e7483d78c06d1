import type { Media } from '../conversation'

const WIDTH_MAX_PX = 260
const HEIGHT_MAX_PX = 300
const SIDE_MIN_PX = 72
const LONG_WIDTH_PX = 140
/** Beyond this a thumbnail shows a part only: a screenshot of many screens. */
const LONG_RATIO = 3
const UNKNOWN = { width: '240px', height: '180px' }

/** The place a picture takes, known before it is there. */
export function frameFor(media: Media): { width: string; height: string } {
  if (media.state !== 'stored' || media.width === null || media.height === null || media.width <= 0 || media.height <= 0) {
    return UNKNOWN
  }
  const scale = Math.min(1, WIDTH_MAX_PX / media.width, HEIGHT_MAX_PX / media.height)
  if (isLong(media)) {
    return { width: `${LONG_WIDTH_PX}px`, height: `${HEIGHT_MAX_PX}px` }
  }
  const side = (pixels: number): string => `${Math.max(SIDE_MIN_PX, Math.round(pixels * scale))}px`
  return { width: side(media.width), height: side(media.height) }
}

export function isLong(media: Media): boolean {
  return media.state === 'stored' && media.width !== null && media.height !== null && media.width > 0 && media.height > LONG_RATIO * media.width && media.height > HEIGHT_MAX_PX
}
