import { computed, ref } from 'vue'

const paper = matchMedia('print')
const printing = ref(paper.matches)

/** Whether the page is on its way to paper, which is light and has a width of its own. */
export const onPaper = computed(() => printing.value)

function turn(now: boolean): void {
  printing.value = now
}

// Some browsers tell of the medium, some only of the act.
paper.addEventListener('change', () => turn(paper.matches))
window.addEventListener('beforeprint', () => turn(true))
window.addEventListener('afterprint', () => turn(false))
