/** Opens the desk as if this browser tab were new: nothing of what was in memory is left. */
export function openAnew(): void {
  location.assign('/')
}

/** Leaves the desk for another address. */
export function leaveFor(address: string): void {
  location.assign(address)
}

/** A parameter of the address; empty where there is none. */
export function parameter(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? ''
}
