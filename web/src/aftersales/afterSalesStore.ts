import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Counts how often the server said that cases changed: whoever shows some reads them again. */
export const useAfterSalesStore = defineStore('afterSales', () => {
  const changes = ref(0)

  async function changed(): Promise<void> {
    changes.value++
    await Promise.resolve()
  }

  return { changes, changed }
})
