import { computed, ref } from 'vue'
import { kept, keptChoice } from '../kept'
import { en } from './en'
import { zhCN } from './zh-CN'

export type Key = keyof typeof zhCN
export type Catalogue = Readonly<Record<Key, string>>
export type Language = 'zh-CN' | 'en'
export type Parameters = Readonly<Record<string, string | number>>

const LANGUAGES: readonly Language[] = ['zh-CN', 'en']
const CATALOGUES: Readonly<Record<Language, Catalogue>> = { 'zh-CN': zhCN, en }
const KEPT_KEY = 'language'

const chosen = ref<Language>(keptChoice(KEPT_KEY, LANGUAGES, 'zh-CN'))

export const language = computed(() => chosen.value)

export function speak(next: Language): void {
  chosen.value = next
  kept.write(KEPT_KEY, next)
  document.documentElement.lang = next
}

/** Sets what the document says of its language; once, at the start. */
export function speakAsKept(): void {
  document.documentElement.lang = chosen.value
}

/** The text for a key in the language chosen; reactive where it is used in a template. */
export function t(key: Key, parameters: Parameters = {}): string {
  return fill(CATALOGUES[chosen.value][key], parameters)
}

export function fill(text: string, parameters: Parameters): string {
  const [one = '', many] = text.split(' | ')
  const form = many === undefined || parameters['n'] === 1 ? one : many
  return form.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(parameters[name] ?? placeholder))
}
