import type { InjectionKey } from 'vue'

/** Shows an order beside the chat. */
export const OPEN_ORDER: InjectionKey<((orderId: string) => void) | null> = Symbol('openOrder')
