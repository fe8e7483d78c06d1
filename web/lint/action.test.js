// @vitest-environment node
import { RuleTester } from 'eslint'
import { describe, expect, it } from 'vitest'
import vueParser from 'vue-eslint-parser'
import rule from './action.js'
import { actions } from './actions.mjs'

RuleTester.describe = describe
RuleTester.it = it

const page = (template, filename = 'src/some/SomePage.vue') => ({ filename, code: `<template>${template}</template>` })
const unnamed = [{ messageId: 'unnamed' }]

new RuleTester({ languageOptions: { parser: vueParser } }).run('action', rule, {
  valid: [
    page('<button data-testid="shop-new" />'),
    page('<ElButton data-action="shop-new" :data-testid="`shop-${id}`" />'),
    page('<p data-testid="figure" />'),
    page('<form data-action="find" @submit.prevent="find"><input /></form>'),
    page('<SheetDialog action="shop-save" @save="save" />'),
    page('<ElButton :data-action="action" />'),
    page('<button :aria-label="label" />', '/work/web/src/shared/IconButton.vue'),
  ],
  invalid: [
    { ...page('<button @click="press" />'), errors: unnamed },
    { ...page('<IconButton icon="close" />'), errors: unnamed },
    { ...page('<el-dropdown-item />'), errors: unnamed },
    { ...page('<button :data-testid="`shop-${id}`" />'), errors: unnamed },
    { ...page('<button data-action="Shop New" />'), errors: unnamed },
    { ...page('<li @click="press" />'), errors: unnamed },
    { ...page('<form @submit.prevent="find" />'), errors: unnamed },
    { ...page('<SheetDialog @save="save" />'), errors: unnamed },
  ],
})

describe('the actions of all pages', () => {
  it('have names that no two components share', () => {
    expect(actions().size).toBeGreaterThan(100)
  })
})
