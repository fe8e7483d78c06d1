import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Reply } from '@/shared/http'
import { troubleWords } from '@/shared/toast'
import { dismissItem, fetchGuide, runCheck, setPublicUrl, type Guide, type GuideCheck, type GuideItem } from './guideApi'

/** What asks somebody else, and is asked only when somebody wants it. */
export const ASKED: readonly GuideCheck[] = ['access_token', 'allow_list', 'clock', 'push_url', 'certificate']

export function keyOf(item: Pick<GuideItem, 'name' | 'shop'>): string {
  return `${item.name} ${item.shop ?? ''}`
}

/** What is neither right nor knowingly left as it is. */
export function missing(items: readonly GuideItem[]): GuideItem[] {
  return items.filter((item) => item.state !== 'good' && item.dismissed === null)
}

export const useGuideStore = defineStore('guide', () => {
  const guide = shallowRef<Guide | null>(null)
  const loading = ref(false)
  const trouble = ref('')
  /** The checks that are being made. */
  const running = ref<ReadonlySet<string>>(new Set())
  const items = computed(() => guide.value?.items ?? [])
  const open = computed(() => missing(items.value))

  async function load(): Promise<void> {
    loading.value = true
    take(await fetchGuide())
    loading.value = false
  }

  async function run(item: Pick<GuideItem, 'name' | 'shop'>): Promise<void> {
    const key = keyOf(item)
    if (running.value.has(key)) {
      return
    }
    running.value = new Set([...running.value, key])
    const reply = await runCheck(item.name, item.shop)
    running.value = new Set([...running.value].filter((one) => one !== key))
    take(reply)
  }

  /** One behind the other, so that each is seen; the allow list is asked with the token. */
  async function runAll(): Promise<void> {
    for (const item of items.value.filter(({ name }) => ASKED.includes(name) && name !== 'allow_list')) {
      await run(item)
    }
    await load()
  }

  async function dismiss(item: GuideItem, dismissed: boolean): Promise<void> {
    take(await dismissItem(item.name, item.shop, dismissed))
  }

  async function setUrl(url: string): Promise<Reply<Guide>> {
    const reply = await setPublicUrl(url)
    if (reply.kind === 'ok') {
      take(reply)
    }
    return reply
  }

  function take(reply: Reply<Guide>): void {
    trouble.value = reply.kind === 'ok' ? '' : troubleWords(reply)
    if (reply.kind === 'ok') {
      guide.value = reply.value
    }
  }

  return { guide, loading, trouble, running, items, open, load, run, runAll, dismiss, setUrl }
})
