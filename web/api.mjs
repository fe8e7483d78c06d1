// The API's types for the front end, made from the server's description before they are checked: `npm run api`.
// They are not committed, so they cannot be out of date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { parse } from 'yaml'

const DESCRIPTION = fileURLToPath(new URL('../server/src/main/resources/openapi/', import.meta.url))
const FRAME = 'openapi.yaml'
const TYPES = fileURLToPath(new URL('src/shared/schema.d.ts', import.meta.url))

const files = readdirSync(DESCRIPTION).filter((file) => file.endsWith('.yaml')).sort((a, b) => Number(b === FRAME) - Number(a === FRAME) || a.localeCompare(b))
const description = files.reduce((whole, file) => joined(whole, parse(readFileSync(DESCRIPTION + file, 'utf8')), file), {})
const types = astToString(await openapiTS(description, { alphabetize: false, defaultNonNullable: false }))
// A file that is newer than the jar has the jar built again.
if (!existsSync(TYPES) || readFileSync(TYPES, 'utf8') !== types) {
  writeFileSync(TYPES, types)
  process.stdout.write(`${TYPES}: written anew\n`)
}

/** Objects grow together, as the server joins them. */
function joined(whole, part, file) {
  for (const [key, value] of Object.entries(part)) {
    const there = whole[key]
    if (there === undefined) {
      whole[key] = value
    } else if (isObject(there) && isObject(value)) {
      joined(there, value, file)
    } else {
      throw new Error(`${file}: ${key} is described twice`)
    }
  }
  return whole
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
