import { shallowRef } from 'vue'

/** Whether letters spell some of a text, whole or by first letters: fahuo, fh and fhshij for 发货时间. */
export type Spelled = (text: string, letters: string) => boolean

/** Of Chinese letters nothing is known before the dictionary is there. */
export const spelled = shallowRef<Spelled>(() => false)

let asked = false

/** The dictionary is large; it is fetched when somebody looks for a phrase for the first time. */
export async function learnPinyin(): Promise<void> {
  if (asked) {
    return
  }
  asked = true
  try {
    const { match } = await import('pinyin-pro')
    spelled.value = (text, letters) => match(text, letters) !== null
  } catch {
    asked = false // Offline; the next one who looks tries again.
  }
}
