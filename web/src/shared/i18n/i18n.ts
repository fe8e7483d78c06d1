import { computed, ref, shallowRef } from 'vue'
import { keptChoice, ofBrowser } from '../kept'
import { zhCN } from './zh-CN'

export type Key = keyof typeof zhCN
export type Catalogue = Readonly<Record<Key, string>>
export type Language = 'zh-CN' | 'en'
export type Parameters = Readonly<Record<string, string | number>>

const LANGUAGES: readonly Language[] = ['zh-CN', 'en']
const KEPT_KEY = 'language'
const MANIFESTS: Readonly<Record<Language, string>> = { 'zh-CN': '/manifest.webmanifest', en: '/manifest.en.webmanifest' }

/** Of the language chosen; only who reads English fetches it. */
const catalogue = shallowRef<Catalogue>(zhCN)
const chosen = ref<Language>(keptChoice(ofBrowser, KEPT_KEY, LANGUAGES, 'zh-CN'))

export const language = computed(() => chosen.value)

/** Changes nothing when the words cannot be fetched. */
export async function speak(next: Language): Promise<void> {
  try {
    catalogue.value = await fetched(next)
  } catch {
    return
  }
  chosen.value = next
  ofBrowser.write(KEPT_KEY, next)
  tellDocument()
}

async function fetched(language: Language): Promise<Catalogue> {
  return language === 'en' ? (await import('./en')).en : zhCN
}

/** A phone that installs the page names it in the language of whoever does. */
function tellDocument(): void {
  document.documentElement.lang = chosen.value
  document.getElementById('manifest')?.setAttribute('href', MANIFESTS[chosen.value])
}

/** Once, before anything is shown. In Chinese when English words cannot be fetched; the next start tries again. */
export async function speakAsKept(): Promise<void> {
  try {
    catalogue.value = await fetched(chosen.value)
  } catch {
    chosen.value = 'zh-CN'
  }
  tellDocument()
}

export function has(key: string): key is Key {
  return key in zhCN
}

/** The text for a key in the language chosen; reactive where it is used in a template. */
export function t(key: Key, parameters: Parameters = {}): string {
  return fill(catalogue.value[key] ?? '', parameters) // A newer server may name what this page has no words for.
}

/** Several names in one line. */
export function listed(words: readonly string[]): string {
  return words.map(isolated).join(t('app.listSeparator'))
}

export function fill(text: string, parameters: Parameters): string {
  const [one = '', many] = text.split(' | ')
  const form = many === undefined || parameters['n'] === 1 ? one : many
  return form.replace(/\{(\w+)\}/g, (placeholder, name: string) => isolated(String(parameters[name] ?? placeholder)))
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/** A name that runs from right to left must not take the words and numbers around it along. */
function isolated(words: string): string {
  return RIGHT_TO_LEFT.test(words) ? FIRST_STRONG_ISOLATE + words + POP_ISOLATE : words
}
