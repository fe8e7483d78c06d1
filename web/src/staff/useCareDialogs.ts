import { ref } from 'vue'
import type { Receiver } from './careApi'
import type { useCare } from './useCare'

/** The questions before somebody hands over, or closes what a colleague serves. */
export function useCareDialogs({ canClose, canHandOver, servedBy, closeOrReopen, handOver }: ReturnType<typeof useCare>) {
  const handing = ref(false)
  const asking = ref(false)

  function askWhom(): void {
    handing.value = canHandOver.value
  }

  /** One key is quickly pressed: what a colleague serves is closed only after a question. */
  async function closeOrAsk(): Promise<void> {
    if (canClose.value && servedBy.value !== '') {
      asking.value = true
    } else {
      await closeOrReopen()
    }
  }

  async function closeForSure(): Promise<void> {
    await closeOrReopen()
    asking.value = false
  }

  async function hand(receiver: Receiver, note: string): Promise<void> {
    if (await handOver(receiver, note)) {
      handing.value = false
    }
  }

  return { handing, asking, askWhom, closeOrAsk, closeForSure, hand }
}
