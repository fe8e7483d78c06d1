import { has, t, type Parameters } from './i18n/i18n'
import { asArray, asObject, asText, type JsonObject } from './json'

/** Why the server refused, in the reader's language. What the server says itself is English, and for programs. */
export function refusedWords(reason: string, about: JsonObject): string {
  const fields = asArray(about['errors']).map((error) => fieldWords(asObject(error)))
  if (reason === 'invalid' || fields.length > 1) {
    return t('refused.invalid', { fields: fields.join(' ') })
  }
  return fields[0] ?? words(reason, { address: asText(about['address']) })
}

/** What is wrong with each field of a form, by the field's name. */
export function fieldsRefused(about: JsonObject): Record<string, string> {
  return Object.fromEntries(asArray(about['errors']).map(asObject).map((error) => [asText(error['field']), fieldWords(error)]))
}

/** The field is named by its words; one of a list by the words of the others. */
function fieldWords(error: JsonObject): string {
  const name = asText(error['field'])
  const key = `field.${name.replace(/\[\d+\]/g, '').replaceAll('.', '_')}`
  return words(asText(error['reason']), { ...numbers(error), field: has(key) ? t(key) : name })
}

function words(reason: string, parameters: Parameters): string {
  const key = `refused.${reason}`
  return has(key) ? t(key, parameters) : t('refused.other', { reason })
}

function numbers(error: JsonObject): Parameters {
  return Object.fromEntries(Object.entries(error).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
}
