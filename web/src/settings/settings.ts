import { asObject, asText, type JsonObject } from '@/shared/json'

export const HOLD_CHOICES = [0, 2, 5, 10] as const
export const SEND_KEYS = ['enter', 'ctrl-enter'] as const
/** What happens when somebody sits down at the desk who is offline. */
export const AT_LOGIN = ['ask', 'online', 'offline'] as const
export const NOTICES = ['new', 'assigned', 'overdue', 'transfer'] as const

export type SendKey = (typeof SEND_KEYS)[number]
export type AtLogin = (typeof AT_LOGIN)[number]
export type Notice = (typeof NOTICES)[number]

/** What a person has set for himself; kept in the browser, and on the server where it can. */
export interface Settings {
  /** Seconds an answer waits before its first try, so that it can be taken back. */
  holdSeconds: number
  sendKey: SendKey
  /** A line sent while the one before can still be taken back becomes one message with it. */
  joinLines: boolean
  sounds: Readonly<Record<Notice, boolean>>
  desktop: boolean
  atLogin: AtLogin
  /** Keys that a person gave to what the desk can do; what is not here has its default. */
  shortcuts: Readonly<Record<string, string>>
  shortcutsOn: boolean
}

export const DEFAULTS: Settings = {
  holdSeconds: 2,
  sendKey: 'enter',
  joinLines: false,
  sounds: { new: true, assigned: true, overdue: true, transfer: true },
  desktop: false,
  atLogin: 'ask',
  shortcuts: {},
  shortcutsOn: true,
}

export function decodeSettings(json: unknown): Settings {
  const object = asObject(json)
  const sounds = asObject(object['sounds'])
  return {
    holdSeconds: HOLD_CHOICES.find((choice) => choice === object['holdSeconds']) ?? DEFAULTS.holdSeconds,
    sendKey: SEND_KEYS.find((key) => key === object['sendKey']) ?? DEFAULTS.sendKey,
    joinLines: flag(object, 'joinLines', DEFAULTS.joinLines),
    sounds: { new: flag(sounds, 'new', true), assigned: flag(sounds, 'assigned', true), overdue: flag(sounds, 'overdue', true), transfer: flag(sounds, 'transfer', true) },
    desktop: flag(object, 'desktop', DEFAULTS.desktop),
    atLogin: AT_LOGIN.find((choice) => choice === object['atLogin']) ?? DEFAULTS.atLogin,
    shortcuts: Object.fromEntries(Object.entries(asObject(object['shortcuts'])).map(([what, keys]) => [what, asText(keys)])),
    shortcutsOn: flag(object, 'shortcutsOn', true),
  }
}

function flag(object: JsonObject, name: string, otherwise: boolean): boolean {
  const value = object[name]
  return typeof value === 'boolean' ? value : otherwise
}
