import { secp256k1 } from '@noble/curves/secp256k1.js'
import fc from 'fast-check'
import {
  concat,
  type Hex,
  numberToHex,
  parseCompactSignature,
  parseSignature,
  recoverAddress,
  serializeCompactSignature,
  signatureToCompactSignature,
} from 'viem'
import { privateKeyToAccount, sign } from 'viem/accounts'
import { expect, test } from 'vitest'
import { recoverSigner } from './recoverSigner.ts'

const key = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const account = privateKeyToAccount(key)
const hex32 = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}` as Hex)

test('default: recovers whoever signed, from 65 and from 64 bytes, as viem does', async () => {
  await fc.assert(
    fc.asyncProperty(hex32, async (digest) => {
      const signature = await sign({ hash: digest, privateKey: key, to: 'hex' })
      const compact = serializeCompactSignature(signatureToCompactSignature(parseSignature(signature)))
      expect(parseCompactSignature(compact).r).toBe(parseSignature(signature).r)
      expect(recoverSigner(digest, signature)).toBe(account.address)
      expect(recoverSigner(digest, compact)).toBe(account.address)
      expect(await recoverAddress({ hash: digest, signature })).toBe(account.address)
    }),
    { numRuns: 25 },
  )
})

test('behavior: a high s is accepted, as ecrecover does', async () => {
  const digest = `0x${'11'.repeat(32)}` as Hex
  const { r, s, v } = parseSignature(await sign({ hash: digest, privateKey: key, to: 'hex' }))
  const highS = numberToHex(secp256k1.Point.Fn.ORDER - BigInt(s), { size: 32 })
  expect(recoverSigner(digest, concat([r, highS, v === 27n ? '0x1c' : '0x1b']))).toBe(account.address)
})

test('behavior: anything else recovers nobody and never throws', () => {
  fc.assert(
    fc.property(hex32, fc.uint8Array({ maxLength: 70 }), (digest, bytes) => {
      const signature = `0x${Buffer.from(bytes).toString('hex')}` as Hex
      expect(recoverSigner(digest, signature)).not.toBe(account.address)
    }),
  )
  expect(recoverSigner(`0x${'11'.repeat(32)}`, `0x${'00'.repeat(64)}1b`)).toBeUndefined()
})
