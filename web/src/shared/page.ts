/** Opens the desk as if this browser tab were new: nothing of what was in memory is left. */
export function openAnew(): void {
  location.assign('/')
}
