import type { InjectionKey } from 'vue'

/** The addresses of all pictures of the chat that is open, oldest first. */
export const PICTURES: InjectionKey<() => string[]> = Symbol('pictures')
