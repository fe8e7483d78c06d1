import { ref } from 'vue'
import type { Notice } from '@/settings/settings'

/** A note: its pitch in hertz, its beginning and length in seconds. */
type Note = readonly [hertz: number, at: number, length: number]

/** Told apart with closed eyes: a falling pair, a low rising pair, three short high ones, a rising run. */
const TUNES: Readonly<Record<Notice, readonly Note[]>> = {
  new: [[880, 0, 0.14], [659, 0.13, 0.22]],
  assigned: [[440, 0, 0.12], [587, 0.12, 0.26]],
  overdue: [[1175, 0, 0.09], [1175, 0.16, 0.09], [1175, 0.32, 0.18]],
  transfer: [[523, 0, 0.1], [659, 0.1, 0.1], [784, 0.2, 0.22]],
}
const VOLUME = 0.16
const FADE_SECONDS = 0.02

let context: AudioContext | null = null

/** Whether the browser lets us be heard; it wants one gesture of a person first. */
export const audible = ref(false)

/** Called in a click or a key: what browsers ask before a page may sound. */
export async function unlockSound(): Promise<boolean> {
  if ((navigator as Partial<Navigator>).userActivation?.hasBeenActive === false) {
    return false // Escape and Alt alone are no gesture to a browser, which would complain on its console.
  }
  try {
    context ??= new AudioContext()
    await context.resume()
    audible.value = context.state === 'running'
  } catch {
    audible.value = false
  }
  return audible.value
}

export function canPlay(): boolean {
  return context?.state === 'running'
}

export function play(notice: Notice): void {
  if (context === null || !canPlay()) {
    return
  }
  for (const [hertz, at, length] of TUNES[notice]) {
    note(context, hertz, context.currentTime + at, length)
  }
}

function note(audio: AudioContext, hertz: number, from: number, length: number): void {
  const tone = audio.createOscillator()
  const gain = audio.createGain()
  tone.type = 'sine'
  tone.frequency.value = hertz
  gain.gain.setValueAtTime(0, from)
  gain.gain.linearRampToValueAtTime(VOLUME, from + FADE_SECONDS)
  gain.gain.exponentialRampToValueAtTime(0.0001, from + length)
  tone.connect(gain).connect(audio.destination)
  tone.start(from)
  tone.stop(from + length)
}
