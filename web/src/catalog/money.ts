import type { Fen } from './card'

const FEN_PER_YUAN = 100

/** `¥1,299.00`; nothing when it is not known. */
export function yuan(fen: Fen | null): string {
  if (fen === null) {
    return ''
  }
  const whole = Math.trunc(Math.abs(fen) / FEN_PER_YUAN)
  const rest = String(Math.abs(fen) % FEN_PER_YUAN).padStart(2, '0')
  return `${fen < 0 ? '-' : ''}¥${whole.toLocaleString('en-US')}.${rest}`
}
