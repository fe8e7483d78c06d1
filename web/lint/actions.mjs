// The names of everything that can be pressed on the desk's pages, one a line: node lint/actions.mjs
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import vueParser from 'vue-eslint-parser'
import { actionsOf } from './action.js'

const SOURCES = fileURLToPath(new URL('../src', import.meta.url))

/** Name → the component it stands in. One name in two components would hide that one of them is never pressed. */
export function actions() {
  const found = new Map()
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.vue'))) {
    const path = join(SOURCES, file)
    const { ast } = vueParser.parseForESLint(readFileSync(path, 'utf8'), { filePath: path, ecmaVersion: 'latest', sourceType: 'module', parser: false })
    for (const { name, line } of actionsOf(ast.templateBody, path.replaceAll('\\', '/'))) {
      const place = relative(SOURCES, path).replaceAll('\\', '/')
      const other = found.get(name)
      if (name === null) {
        throw new Error(`${place}:${line}: can be pressed and has no name; see npm run lint`)
      }
      if (other !== undefined && other !== place) {
        throw new Error(`${place}:${line}: ${name} is an action of ${other}; give this one a name of its own`)
      }
      found.set(name, place)
    }
  }
  return found
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write([...actions()].map(([name, place]) => `${name} ${place}\n`).join(''))
}
