// @vitest-environment node
import { RuleTester } from 'eslint'
import ts from 'typescript-eslint'
import { describe, it } from 'vitest'
import vueParser from 'vue-eslint-parser'
import rule from './free-text.js'

RuleTester.describe = describe
RuleTester.it = it

const template = (markup) => ({ filename: 'Some.vue', code: `<template><div>${markup}</div></template>` })
const shown = (markup) => ({ ...template(markup), errors: [{ messageId: 'shown' }] })
const written = (markup) => ({ ...template(markup), errors: [{ messageId: 'written' }] })

new RuleTester({ languageOptions: { parser: vueParser, parserOptions: { parser: ts.parser } } }).run('free-text', rule, {
  valid: [
    template('<p dir="auto">{{ note }}</p>'),
    template('<bdi>{{ by }}</bdi> · <bdi>{{ name }}</bdi>'),
    template('<p dir="auto"><template v-for="part in parts"><a>{{ part.text }}</a></template></p>'),
    template('<h1>{{ title }}</h1>'),
    template("<p>{{ t('app.name') }}</p>"),
    template('<input dir="auto"><textarea dir="auto" /><input type="password"><input type="checkbox"><input inputmode="numeric">'),
  ],
  invalid: [
    shown('<p>{{ note }}</p>'),
    shown('<p dir="ltr">{{ customer?.note }}</p>'),
    shown('<p>{{ phrase.title }}</p>'),
    shown('<p>{{ shop.name || shop.id }}</p>'),
    shown('<p>{{ known ? name : id }}</p>'),
    shown('<p>{{ colleagues.nameOf(key.createdBy) }}</p>'),
    shown('<p>{{ `${name} ` }}</p>'),
    shown('<p><bdi>{{ by }}</bdi>{{ name }}</p>'),
    written('<input v-model="name">'),
    written('<input type="search">'),
    written('<textarea />'),
  ],
})
