import { buildIntent, type Deployment, type SignedIntent, signIntent } from '@walras/intents-schema'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { AdmissionChain } from './admission/AdmissionChain.ts'
import { type CreateMarketNodeParameters, createMarketNode } from './createMarketNode.ts'
import type { MarketNode } from './MarketNode.ts'

/** Fixtures of the network's tests: a market without a chain. */
export const auctioneer = privateKeyToAccount(`0x${'a1'.repeat(32)}`)

export const deployment: Deployment = {
  chainId: 31337,
  settlement: '0x1000000000000000000000000000000000000001',
  pools: '0x1000000000000000000000000000000000000002',
  escrow: '0x1000000000000000000000000000000000000003',
  lens: '0x1000000000000000000000000000000000000004',
  permit2: '0x000000000022D473030F116dDEE9F6B43aC78BA3',
  token: '0x1000000000000000000000000000000000000005',
  auctioneer: auctioneer.address,
  feeRecipient: auctioneer.address,
  slotSeconds: 3600n,
  protocolFeePips: 0n,
}

/** Chain time of the tests, unix seconds. */
export const now = 1_800_000_000n

/** A chain on which everybody is an externally owned account. */
export const plainChain: AdmissionChain = {
  hasCode: async () => false,
  isValidSignature: async () => false,
}

export const newAccount = (): PrivateKeyAccount => privateKeyToAccount(generatePrivateKey())

/** A sound intent, signed by a new owner unless one is given. */
export function signedIntent(
  overrides: Partial<Parameters<typeof buildIntent>[0]> = {},
  account: PrivateKeyAccount = newAccount(),
): Promise<SignedIntent> {
  const unsigned = buildIntent({
    owner: account.address,
    token: deployment.token,
    work: 3600n,
    maxPayment: 5_000_000n,
    hardware: ['h100-sxm-80gb'],
    finishBy: now + 86_400n,
    validUntil: now + 3600n,
    ...overrides,
  })
  return signIntent(account, deployment, unsigned)
}

/** A node on a free port of loopback. */
export function startNode(parameters: Partial<CreateMarketNodeParameters> = {}): Promise<MarketNode> {
  return createMarketNode({
    deployment,
    chain: plainChain,
    nowSeconds: () => now,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    ...parameters,
  })
}
