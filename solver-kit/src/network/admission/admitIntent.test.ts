import { encodeSignedIntent, intentId, permitDigest, type SignedIntent } from '@walras/intents-schema'
import { parseCompactSignature, parseSignature, serializeCompactSignature, signatureToCompactSignature } from 'viem'
import { describe, expect, test } from 'vitest'
import { deployment, newAccount, now, plainChain, signedIntent } from '../market.fixture.ts'
import { networkLimits } from '../networkLimits.ts'
import { PeerMeter } from '../PeerMeter.ts'
import type { Admission, Origin } from './Admission.ts'
import { refusal, testAdmission } from './admission.fixture.ts'
import { admitMessage } from './admitMessage.ts'

const peer: Origin = { peer: 'peer', via: 'gossip' }
const admit = (admission: Admission, signed: SignedIntent, origin = peer) =>
  admitMessage(admission, 'intents', encodeSignedIntent(signed), origin)

const rich = { balance: 10n ** 12n, allowance: 10n ** 12n, nonceUsed: false }

test('default: a sound intent is admitted once and is in the book', async () => {
  const admission = testAdmission({ checkFunds: async () => rich })
  const signed = await signedIntent()
  const id = intentId(deployment, signed)
  expect(await admit(admission, signed)).toEqual({ event: 'intent', id, value: signed })
  expect(admission.intents.get(id)).toEqual(signed)
  expect(await refusal(admit(admission, signed))).toBe('ignore intent/known')
})

test('args: the 64-byte form of a signature', async () => {
  const signed = await signedIntent()
  const signature = serializeCompactSignature(signatureToCompactSignature(parseSignature(signed.signature)))
  expect(parseCompactSignature(signature)).toBeDefined()
  expect(await refusal(admit(testAdmission(), { ...signed, signature }))).toBe('admitted')
})

describe('refusals, in the order of the checks', () => {
  test('error: bytes that are no intent', async () => {
    const attempt = admitMessage(testAdmission(), 'intents', Uint8Array.of(1, 2, 3), peer)
    expect(await refusal(attempt)).toBe('reject wire/malformed')
  })

  test('error: static rules', async () => {
    const signed = await signedIntent()
    const changed = (terms: Partial<SignedIntent['intent']>) => ({ ...signed, intent: { ...signed.intent, ...terms } })
    expect(await refusal(admit(testAdmission(), changed({ work: 0n })))).toBe('reject intent/out-of-range')
    expect(await refusal(admit(testAdmission(), changed({ hardware: [] })))).toBe('reject intent/no-hardware')
    const foreign = { ...signed, token: newAccount().address }
    expect(await refusal(admit(testAdmission(), foreign))).toBe('reject intent/wrong-token')
  })

  test('error: settled before', async () => {
    const admission = testAdmission()
    const signed = await signedIntent()
    admission.intents.markSettled([intentId(deployment, signed)])
    expect(await refusal(admit(admission, signed))).toBe('ignore intent/settled')
  })

  test('error: expired; good to the last second', async () => {
    const signed = await signedIntent({ validUntil: now })
    expect(await refusal(admit(testAdmission(), signed))).toBe('admitted')
    expect(await refusal(admit(testAdmission({ nowSeconds: () => now + 1n }), signed))).toBe('ignore intent/expired')
    const over = await signedIntent({ finishBy: now })
    expect(await refusal(admit(testAdmission(), over))).toBe('ignore intent/expired')
  })

  test('error: an owner with as many as one can have', async () => {
    const admission = testAdmission()
    const signed = await signedIntent()
    for (let at = 0; at < networkLimits.intentsPerOwner; at++)
      admission.intents.insert({ id: `0x${at}`, signed, receivedAtMs: 0 })
    expect(await refusal(admit(admission, signed))).toBe('ignore intent/too-many-of-owner')
    expect(await refusal(admit(admission, await signedIntent()))).toBe('admitted')
    admission.intents.markSettled(['0x0'])
    expect(await refusal(admit(admission, signed))).toBe('admitted')
  })

  test('error: a peer that asks for too many signatures, and only that peer', async () => {
    const admission = testAdmission({ meter: new PeerMeter(() => 0) })
    const forged = { ...(await signedIntent()), signature: `0x${'11'.repeat(65)}` as const }
    for (let sent = 0; sent < networkLimits.signatureBurst; sent++) admission.meter.take('peer', 'signatures')
    expect(await refusal(admit(admission, forged))).toBe('ignore peer/rate-limited')
    expect(await refusal(admit(admission, forged, { peer: 'other', via: 'gossip' }))).toBe(
      'reject intent/bad-signature',
    )
  })

  test('error: signed by somebody else, or changed afterwards', async () => {
    const signed = await signedIntent()
    const stolen = { ...signed, owner: newAccount().address }
    expect(await refusal(admit(testAdmission(), stolen))).toBe('reject intent/bad-signature')
    const raised = { ...signed, maxPayment: signed.maxPayment + 1n }
    expect(await refusal(admit(testAdmission(), raised))).toBe('reject intent/bad-signature')
  })

  test('behavior: a forged copy does not shadow the real intent', async () => {
    const admission = testAdmission()
    const signed = await signedIntent()
    const forged = { ...signed, signature: (await signedIntent()).signature }
    const [first, second] = await Promise.all([refusal(admit(admission, forged)), refusal(admit(admission, signed))])
    expect([first, second]).toEqual(['reject intent/bad-signature', 'admitted'])
  })

  test('error: no money, no approval, used nonce', async () => {
    const signed = await signedIntent()
    const having = (funds: Partial<typeof rich>) =>
      refusal(admit(testAdmission({ checkFunds: async () => ({ ...rich, ...funds }) }), signed))
    expect(await having({ balance: signed.maxPayment - 1n })).toBe('ignore intent/unfunded')
    expect(await having({ allowance: signed.maxPayment - 1n })).toBe('ignore intent/not-approved')
    expect(await having({ nonceUsed: true })).toBe('ignore intent/nonce-used')
    expect(await having({ balance: signed.maxPayment, allowance: signed.maxPayment })).toBe('admitted')
  })

  test('behavior: a chain that does not answer is nobody’s fault', async () => {
    const silent = () => Promise.reject(new Error('connection refused'))
    const signed = await signedIntent()
    const noChain = testAdmission({ chain: { ...plainChain, hasCode: silent } })
    expect(await refusal(admit(noChain, signed))).toBe('ignore intent/unchecked')
    expect(await refusal(admit(testAdmission({ checkFunds: silent }), signed))).toBe('ignore intent/unchecked')
  })
})

describe('accounts with code: Permit2 asks them, and nobody else', () => {
  const wallet = (accepts: boolean, seen: unknown[] = []) => ({
    hasCode: async () => true,
    isValidSignature: async (...args: unknown[]) => {
      seen.push(args)
      return accepts
    },
  })

  test('behavior: the contract accepts any signature it likes', async () => {
    const seen: unknown[] = []
    const signed = { ...(await signedIntent()), signature: '0x1234' as const }
    expect(await refusal(admit(testAdmission({ chain: wallet(true, seen) }), signed))).toBe('admitted')
    expect(seen).toEqual([[signed.owner, permitDigest(deployment, signed), '0x1234']])
  })

  test('error: the owner’s own key does not count once there is code', async () => {
    const attempt = admit(testAdmission({ chain: wallet(false) }), await signedIntent())
    expect(await refusal(attempt)).toBe('reject intent/bad-signature')
  })
})
