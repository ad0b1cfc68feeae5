import type { SignedIntent } from '@walras/intents-schema'
import type { MarketNode } from '@walras/solver-kit'
import { type HostileMessage, hostileMessages, replayOf } from './scenario/hostileMessages.ts'
import type { RunningMarket } from './startMarket.ts'
import { type Check, check } from './verify/Check.ts'

/** A hostile message and what the auctioneer's node made of it. */
export interface Refused {
  message: HostileMessage
  status: string
  /** Code of the reason, as the auctioneer gave it. */
  code: string
}

/** A busy node may need a while to look at a message; then it would not be the message's fault. */
const patienceMs = 20_000

async function send(node: MarketNode, peer: string, message: HostileMessage): Promise<Refused> {
  const { messageId } = await node.publishRaw('intents', message.bytes)
  const until = performance.now() + patienceMs
  for (;;) {
    const [receipt] = await node.receipts([messageId], peer)
    const { status, code } = receipt ?? { status: 'unknown', code: '' }
    if ((status !== 'pending' && status !== 'unknown') || performance.now() > until) return { message, status, code }
  }
}

/**
 * Gossips one message for each way of being bad and asks the auctioneer's node what it made of it. Each comes from a
 * stranger of its own: a peer that sends what it must know to be bad soon finds nobody listening.
 */
export async function gossipHostile(
  join: () => Promise<MarketNode>,
  market: RunningMarket,
  nowSeconds: bigint,
): Promise<Refused[]> {
  const { deployment, buyers, pauper, unapproved, intents, auctioneerPeer } = market
  const [buyer] = buyers
  const [sample] = intents
  if (!buyer || !sample) throw new RangeError('There is nothing to imitate.')
  const messages = await hostileMessages({ deployment, buyer, pauper, unapproved, sample, nowSeconds })
  return Promise.all(messages.map((message) => asStranger(join, (node) => send(node, auctioneerPeer, message))))
}

/** Gossips an intent that has settled once more, under other bytes. */
export async function gossipReplay(
  join: () => Promise<MarketNode>,
  { auctioneerPeer }: RunningMarket,
  settled: SignedIntent,
): Promise<Refused> {
  const message = { name: 'replayed', code: 'intent/settled', bytes: replayOf(settled) }
  return asStranger(join, (node) => send(node, auctioneerPeer, message))
}

async function asStranger<T>(join: () => Promise<MarketNode>, use: (node: MarketNode) => Promise<T>): Promise<T> {
  const node = await join()
  try {
    return await use(node)
  } finally {
    await node.stop()
  }
}

/** Whether each was refused, and for the right reason. */
export function checkRefusals(refused: readonly Refused[]): Check {
  const findings = refused
    .filter(({ message, status, code }) => status !== 'refused' || code !== message.code)
    .map(({ message, status, code }) => `${message.name}: ${status} ${code}, not ${message.code}`)
  return check('hostile messages refused, each for its reason', findings, refused.map(({ code }) => code).join(', '))
}
