import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'
import action from './lint/action.js'
import booleanProp from './lint/boolean-prop.js'
import freeText from './lint/free-text.js'

export default ts.config(
  { ignores: ['dist/', 'target/', 'node_modules/', 'dev/shots/', 'src/shared/schema.d.ts'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,vue}'],
    extends: [...ts.configs.strict, ...vue.configs['flat/recommended']],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.vue'] },
    },
    plugins: { xiaoer: { rules: { action, 'boolean-prop': booleanProp, 'free-text': freeText } } },
    rules: {
      'xiaoer/action': 'error',
      'xiaoer/boolean-prop': 'error',
      'xiaoer/free-text': 'error',
      'no-console': 'error',
      // What a browser keeps or shares between tabs belongs to an account: only these two files build names for it.
      'no-restricted-globals': ['error', ...['localStorage', 'sessionStorage', 'indexedDB', 'caches'].map((name) => ({ name, message: 'Use shared/kept.ts.' })), { name: 'BroadcastChannel', message: 'Use shared/tabs.ts.' }],
      'no-restricted-properties': ['error', { object: 'navigator', property: 'locks', message: 'Use shared/tabs.ts.' }, ...['localStorage', 'sessionStorage', 'indexedDB'].map((property) => ({ object: 'window', property, message: 'Use shared/kept.ts.' }))],
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-unused-refs': 'error',
      'vue/return-in-computed-property': 'off', // TypeScript knows better: it sees that a switch is exhaustive.
      // Layout of markup is left to the eye.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
    },
  },
  {
    files: ['src/shared/kept.ts', 'src/shared/tabs.ts', 'src/offline/shellWorker.ts', 'src/**/*.test.ts', 'src/testing/*.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['dev/**/*.mjs', 'lint/*.{js,mjs}', '*.mjs', '*.config.{js,ts}'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } }, // Some of it runs in the page.
  },
  { files: ['*.config.ts'], extends: [...ts.configs.strict] },
)
