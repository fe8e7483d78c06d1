// @vitest-environment node
import { RuleTester } from 'eslint'
import ts from 'typescript-eslint'
import { describe, it } from 'vitest'
import vueParser from 'vue-eslint-parser'
import rule from './boolean-prop.js'

RuleTester.describe = describe
RuleTester.it = it

const component = (script) => ({ filename: 'Some.vue', code: `<script setup lang="ts">\n${script}\n</script>` })

new RuleTester({ languageOptions: { parser: vueParser, parserOptions: { parser: ts.parser } } }).run('boolean-prop', rule, {
  valid: [
    component('defineProps<{ busy: boolean; title?: string }>()'),
    component('const { ready = true } = defineProps<{ ready?: boolean }>()'),
    component('withDefaults(defineProps<{ ready?: boolean }>(), { ready: true })'),
    component('const props = withDefaults(defineProps<{ ready?: boolean }>(), { ready: true })'),
  ],
  invalid: [
    { ...component('defineProps<{ ready?: boolean }>()'), errors: [{ messageId: 'noDefault' }] },
    { ...component('const { ready } = defineProps<{ ready?: boolean }>()'), errors: [{ messageId: 'noDefault' }] },
    { ...component('const { wide = false } = defineProps<{ ready?: true | string; wide?: boolean }>()'), errors: [{ messageId: 'noDefault' }] },
    { ...component('interface Props { ready?: boolean | null }\ndefineProps<Props & { wide: boolean }>()'), errors: [{ messageId: 'noDefault' }] },
    { ...component('type Flag = boolean\nwithDefaults(defineProps<{ ready?: Flag; wide?: boolean }>(), { wide: false })'), errors: [{ messageId: 'noDefault' }] },
    { ...component("import type { Props } from './props'\ndefineProps<Props>()"), errors: [{ messageId: 'unseen' }] },
  ],
})
