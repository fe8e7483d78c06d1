/** What was entered for a shop on this page a moment ago; the server never gives it back. */
export interface EnteredKeys {
  shop: string
  token: string
  encodingAesKey: string
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** Of 256 bytes the first 248 stand for the 62 letters and digits four times each; the others are left out. */
const FAIR_BYTES = 248
export const TOKEN_LETTERS = 32
export const KEY_LETTERS = 43

/** As many random letters and digits. */
export function randomLetters(count: number): string {
  let text = ''
  while (text.length < count) {
    for (const byte of crypto.getRandomValues(new Uint8Array(count))) {
      text += byte < FAIR_BYTES && text.length < count ? (LETTERS[byte % LETTERS.length] ?? '') : ''
    }
  }
  return text
}
