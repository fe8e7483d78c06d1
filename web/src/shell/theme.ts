import { computed, ref, watch } from 'vue'
import { keptChoice, ofBrowser } from '@/shared/kept'
import { onPaper } from '@/shared/paper'

export type Theme = 'system' | 'light' | 'dark'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']
const KEPT_KEY = 'theme'
/** `--surface` of tokens.css. */
const STRIP_LIGHT = '#fffefb'
const STRIP_DARK = '#1b201d'

const chosen = ref<Theme>(keptChoice(ofBrowser, KEPT_KEY, THEMES, 'system'))
export const theme = computed(() => chosen.value)

const systemDark = matchMedia('(prefers-color-scheme: dark)')

function paint(): void {
  const dark = chosen.value === 'dark' || (chosen.value === 'system' && systemDark.matches)
  document.documentElement.classList.toggle('dark', dark && !onPaper.value)
  // What a phone paints around an installed page goes with the colours chosen here, not with the system's.
  document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]').forEach((one) => {
    one.content = dark ? STRIP_DARK : STRIP_LIGHT
  })
}

export function paintAsKept(): void {
  paint()
  systemDark.addEventListener('change', paint)
  watch(onPaper, paint, { flush: 'sync' }) // The browser prints what is there when it has asked.
}

export function nextTheme(): void {
  chosen.value = THEMES[(THEMES.indexOf(chosen.value) + 1) % THEMES.length] ?? 'system'
  ofBrowser.write(KEPT_KEY, chosen.value)
  paint()
}
