import { buildIntent, type Deployment, type SignedIntent, signIntent } from '@walras/intents-schema'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { AdmissionChain } from './admission/AdmissionChain.ts'
import { type CreateMarketNodeParameters, createMarketNode } from './createMarketNode.ts'
import type { MarketNode } from './MarketNode.ts'
import type { MarketNodeEvents } from './MarketNodeEvents.ts'

/** Fixtures of the network's tests: a market without a chain. */
export const auctioneer = privateKeyToAccount(`0x${'a1'.repeat(32)}`)

export const deployment: Deployment = {
  chainId: 31337,
  settlement: '0x1000000000000000000000000000000000000001',
  pools: '0x1000000000000000000000000000000000000002',
  escrow: '0x1000000000000000000000000000000000000003',
  registry: '0x1000000000000000000000000000000000000006',
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

/** The next event of a node that satisfies `accept`, or a rejection when the deadline passes. */
export function nextEvent<K extends keyof MarketNodeEvents>(
  node: MarketNode,
  event: K,
  accept: (...values: MarketNodeEvents[K]) => boolean = () => true,
  deadlineMs = 20_000,
): Promise<MarketNodeEvents[K]> {
  return new Promise((resolve, reject) => {
    const listen = (...values: MarketNodeEvents[K]) => {
      if (!accept(...values)) return
      done()
      resolve(values)
    }
    const timer = setTimeout(() => {
      done()
      reject(new Error(`no ${event} within ${deadlineMs} ms; ${JSON.stringify(node.counters())}`))
    }, deadlineMs)
    const done = () => {
      clearTimeout(timer)
      node.off(event, listen as never)
    }
    node.on(event, listen as never)
  })
}

/** Nodes in a line or star: the first one is the bootstrap of all others. Ready to publish when it returns. */
export async function startStar(parameters: readonly Partial<CreateMarketNodeParameters>[]): Promise<MarketNode[]> {
  const [first = {}, ...rest] = parameters
  const hub = await startNode(first)
  const others = await Promise.all(rest.map((own) => startNode({ bootstrap: hub.multiaddrs, ...own })))
  const signal = AbortSignal.timeout(20_000)
  await Promise.all([
    hub.ready({ peers: rest.length, signal }),
    ...others.map((node) => node.ready({ peers: 1, signal })),
  ])
  return [hub, ...others]
}
