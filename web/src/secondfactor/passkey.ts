import type { Schemas } from '@/shared/http'

export type Credential = Schemas['PublicKeyCredential']

export interface NewOptions {
  challenge: string
  rp_id: string
  rp_name: string
  user_handle: string
  username: string
  algorithms: number[]
  exclude: string[]
}

export interface UseOptions {
  challenge: string
  rp_id: string
  allow: string[]
}

/** What became of asking a device. Browsers do not tell a cancelled question from one that no device could answer. */
export type Asked = { kind: 'given'; credential: Credential } | { kind: 'cancelled' } | { kind: 'known' }

const ASKED_MS = 300_000

/** Browsers offer it on pages with TLS, and on the machine itself. */
export function passkeysPossible(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window
}

/** Has a device make one; it asks for a finger, a face or a PIN. */
export function makePasskey(options: NewOptions): Promise<Asked> {
  return ask(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: bytesOf(options.challenge),
        rp: { id: options.rp_id, name: options.rp_name },
        user: { id: bytesOf(options.user_handle), name: options.username, displayName: options.username },
        pubKeyCredParams: options.algorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: options.exclude.map(descriptor),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
        timeout: ASKED_MS,
      },
    }),
  )
}

/** Has a device sign; it asks for a finger, a face or a PIN. */
export function usePasskey(options: UseOptions): Promise<Asked> {
  return ask(() =>
    navigator.credentials.get({
      publicKey: { challenge: bytesOf(options.challenge), rpId: options.rp_id, allowCredentials: options.allow.map(descriptor), userVerification: 'required', timeout: ASKED_MS },
    }),
  )
}

async function ask(question: () => Promise<unknown>): Promise<Asked> {
  try {
    const credential = await question()
    return credential instanceof PublicKeyCredential ? { kind: 'given', credential: json(credential) } : { kind: 'cancelled' }
  } catch (refusal) {
    return refusal instanceof DOMException && refusal.name === 'InvalidStateError' ? { kind: 'known' } : { kind: 'cancelled' }
  }
}

/** By hand: not every browser in use has `toJSON`. */
function json({ rawId, type, response }: PublicKeyCredential): Credential {
  const said = { clientDataJSON: textOf(response.clientDataJSON) }
  const id = textOf(rawId)
  if (response instanceof AuthenticatorAttestationResponse) {
    return { id, rawId: id, type, response: { ...said, attestationObject: textOf(response.attestationObject), transports: response.getTransports() }, clientExtensionResults: {} }
  }
  if (response instanceof AuthenticatorAssertionResponse) {
    const handle = response.userHandle === null ? {} : { userHandle: textOf(response.userHandle) }
    return { id, rawId: id, type, response: { ...said, authenticatorData: textOf(response.authenticatorData), signature: textOf(response.signature), ...handle }, clientExtensionResults: {} }
  }
  throw new TypeError('a credential of another kind')
}

function descriptor(id: string): PublicKeyCredentialDescriptor {
  return { type: 'public-key', id: bytesOf(id) }
}

/** From base64url. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

/** As base64url, without what fills it up. */
export function textOf(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
