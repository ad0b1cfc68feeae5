import {
  buildIntent,
  type Deployment,
  encodeSignedIntent,
  type SignedIntent,
  signIntent,
  type UnsignedIntent,
} from '@walras/intents-schema'
import { type LocalAccount, parseSignature, serializeCompactSignature, signatureToCompactSignature } from 'viem'
import type { PlannedIntent } from './plannedIntents.ts'

/** Bytes that somebody hostile or careless gossips, and why they must be refused. */
export interface HostileMessage {
  name: string
  bytes: Uint8Array
  /** The code of the reason it must be refused for. */
  code: string
}

export interface HostileParameters {
  deployment: Deployment
  /** Has money and has approved Permit2. */
  buyer: LocalAccount
  /** Has neither. */
  pauper: LocalAccount
  /** Has money, but has not approved Permit2. */
  unapproved: LocalAccount
  /** An honest intent to spoil. */
  sample: PlannedIntent
  /** Chain time, unix seconds. */
  nowSeconds: bigint
}

/** One message for each way of being refused before anything settled. */
export async function hostileMessages({
  deployment,
  buyer,
  pauper,
  unapproved,
  sample,
  nowSeconds,
}: HostileParameters): Promise<HostileMessage[]> {
  const unsigned = (owner: LocalAccount, change: Partial<UnsignedIntent> = {}): UnsignedIntent => ({
    ...buildIntent({
      ...sample,
      owner: owner.address,
      token: deployment.token,
      maxPayment: 1_000_000n,
      validUntil: nowSeconds + 3600n,
    }),
    ...change,
  })
  const sign = (owner: LocalAccount, terms: UnsignedIntent): Promise<SignedIntent> =>
    signIntent(owner, deployment, terms)
  const theft = unsigned(buyer, { maxPayment: 999_000_000n })
  const honest = encodeSignedIntent(await sign(buyer, unsigned(buyer)))
  const oversized = new Uint8Array(20_000)
  oversized.set(honest)
  return [
    {
      name: 'bad signature',
      code: 'intent/bad-signature',
      bytes: encodeSignedIntent({ ...theft, signature: (await sign(pauper, theft)).signature }),
    },
    {
      name: 'expired',
      code: 'intent/expired',
      bytes: encodeSignedIntent(await sign(buyer, unsigned(buyer, { validUntil: nowSeconds - 60n }))),
    },
    { name: 'unfunded', code: 'intent/unfunded', bytes: encodeSignedIntent(await sign(pauper, unsigned(pauper))) },
    {
      name: 'not approved',
      code: 'intent/not-approved',
      bytes: encodeSignedIntent(await sign(unapproved, unsigned(unapproved))),
    },
    {
      name: 'foreign token',
      code: 'intent/wrong-token',
      bytes: encodeSignedIntent(await sign(buyer, unsigned(buyer, { token: deployment.escrow }))),
    },
    { name: 'oversized', code: 'wire/oversized', bytes: oversized },
    { name: 'garbage', code: 'wire/malformed', bytes: honest.map((byte, index) => (index % 3 ? byte : byte ^ 0x5a)) },
  ]
}

/** The same intent again with the other form of its signature: new bytes, so that gossip does not stop it. */
export function replayOf(signed: SignedIntent): Uint8Array {
  const compact = serializeCompactSignature(signatureToCompactSignature(parseSignature(signed.signature)))
  return encodeSignedIntent({ ...signed, signature: compact })
}
