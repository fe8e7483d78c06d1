// A browser's side of push messages, by Node's own cryptography and no line of the server's:
//   node push-receiver.mjs keys                 a subscription's keys, as JSON
//   node push-receiver.mjs open < message.json  what a message says, and what its signature says; fails when either is wrong
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import process from 'node:process'

if (process.argv[2] === 'keys') {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  print({ secret: url(pair.getPrivateKey()), p256dh: url(pair.getPublicKey()), auth: url(randomBytes(16)) })
} else {
  const { keys, body, authorization } = JSON.parse(readFileSync(0, 'utf8'))
  print({ text: opened(keys, Buffer.from(body, 'base64')), ...signed(authorization) })
}

// RFC 8291 and 8188.
function opened(keys, message) {
  const salt = message.subarray(0, 16)
  const size = message.readUInt32BE(16)
  const length = message[20]
  const sender = message.subarray(21, 21 + length)
  const sealed = message.subarray(21 + length)
  if (sealed.length > size) throw new Error('more than one record')
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(bytes(keys.secret))
  const shared = pair.computeSecret(sender)
  const input = derive(shared, bytes(keys.auth), Buffer.concat([Buffer.from('WebPush: info\0'), bytes(keys.p256dh), sender]), 32)
  const key = derive(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(input, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  const end = padded.lastIndexOf(2)
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('no delimiter of the last record')
  return padded.subarray(0, end).toString('utf8')
}

// RFC 8292.
function signed(authorization) {
  const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization)
  const [head, claims, signature] = token.split('.')
  const point = bytes(key)
  if (point.length !== 65 || point[0] !== 4) throw new Error('no key')
  const jwk = { kty: 'EC', crv: 'P-256', x: url(point.subarray(1, 33)), y: url(point.subarray(33)) }
  const right = verify('sha256', Buffer.from(`${head}.${claims}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, bytes(signature))
  if (!right) throw new Error('not signed by this key')
  return { key, head: JSON.parse(bytes(head)), claims: JSON.parse(bytes(claims)) }
}

function derive(input, salt, info, length) {
  return Buffer.from(hkdfSync('sha256', input, salt, info, length))
}

function bytes(text) {
  return Buffer.from(text, 'base64url')
}

function url(buffer) {
  return buffer.toString('base64url')
}

function print(what) {
  process.stdout.write(JSON.stringify(what))
}
