/** A face and a short name for an openid, so that agents can tell customers apart at a glance. */
export interface Face {
  glyph: string
  /** 0…11, a colour of the tokens. */
  tone: number
}

// Plants and weather: easy to read small, nobody's name, none of ill omen.
const GLYPHS = [...'梅兰竹菊松柏桂荷桃李杏梨茶禾麦稻莲葵枫榕桐槐杉柳云雨雪霜露霞虹星月泉溪湖海岚峰石玉珠琴棋书画诗']
const TONES = 12

export function faceOf(openId: string): Face {
  const hash = hashOf(openId)
  return { glyph: GLYPHS[hash % GLYPHS.length] ?? '客', tone: Math.floor(hash / GLYPHS.length) % TONES }
}

/** With four characters two of a shop's customers look alike; with eight even a million do not. */
const TAIL_LENGTH = 8

/** The end of an openid; its beginning is the same for all customers of a shop. */
export function tailOf(openId: string): string {
  return openId.slice(-TAIL_LENGTH)
}

/** FNV-1a, 32 bits: small, and spreads ids that differ in one character. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
