import { computed, ref } from 'vue'
import { keptChoice, ofBrowser } from '@/shared/kept'

export type Theme = 'system' | 'light' | 'dark'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']
const KEPT_KEY = 'theme'

const chosen = ref<Theme>(keptChoice(ofBrowser, KEPT_KEY, THEMES, 'system'))
export const theme = computed(() => chosen.value)

const systemDark = matchMedia('(prefers-color-scheme: dark)')

function paint(): void {
  const dark = chosen.value === 'dark' || (chosen.value === 'system' && systemDark.matches)
  document.documentElement.classList.toggle('dark', dark)
}

export function paintAsKept(): void {
  paint()
  systemDark.addEventListener('change', paint)
}

export function nextTheme(): void {
  chosen.value = THEMES[(THEMES.indexOf(chosen.value) + 1) % THEMES.length] ?? 'system'
  ofBrowser.write(KEPT_KEY, chosen.value)
  paint()
}
