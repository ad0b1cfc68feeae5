import { type Deployment, type Fact, type SignedIntent, WalrasError } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import type { AuctionBook } from '../AuctionBook.ts'
import type { Counters } from '../Counters.ts'
import type { IntentBook } from '../IntentBook.ts'
import type { PeerMeter } from '../PeerMeter.ts'
import type { AdmissionChain } from './AdmissionChain.ts'
import type { FundsRequest, FundsStatus } from './fundsCheck.ts'
import type { CheckSettlement } from './settlementCheck.ts'
import type { Workers } from './Workers.ts'

/** What the admission of any message may use. */
export interface Admission {
  deployment: Deployment
  chain: AdmissionChain
  workers: Workers
  intents: IntentBook
  auctions: AuctionBook
  meter: PeerMeter
  counters: Counters
  /** Chain time, unix seconds. */
  nowSeconds: () => bigint
  /** One request; batched with others behind the scenes. */
  checkFunds?: (request: FundsRequest) => Promise<FundsStatus>
  /** Awaited before an intent counts as accepted: a node that must not forget stores it here. */
  onAdmitted?: (signed: SignedIntent, id: Hex) => Promise<void>
  /** Whether the chain bears a settlement report out. Default: not checked. */
  checkSettlement?: CheckSettlement
  /** Whether an address may bid at all, as by a registry. Default: anyone. */
  isSolver?: (solver: Address) => Promise<boolean>
}

/** Where a message comes from. */
export interface Origin {
  /** Peer id, or {@link local}. */
  peer: string
  /** `fetch` answers were asked for, so they are not counted against the peer. */
  via: 'gossip' | 'fetch' | 'local'
}

export const local: Origin = { peer: 'local', via: 'local' }

/** Bad beyond excuse: whoever sent it must have known. Costs the peer score. */
export function reject(code: string, message: string, facts: Record<string, Fact> = {}): never {
  throw new WalrasError({ code, message, facts, action: 'reject' })
}

/** No use to us, but perhaps honest: goes no further and costs nobody anything. */
export function ignore(code: string, message: string, facts: Record<string, Fact> = {}): never {
  throw new WalrasError({ code, message, facts, action: 'ignore' })
}

/** Refuses for now, when the chain or a worker did not answer: nobody's fault. */
export async function orIgnore<T>(code: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    const message = `Could not be checked: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`
    throw new WalrasError({ code, message, cause, action: 'ignore' })
  }
}

/** A message that passed admission. */
export interface Admitted<T> {
  /** Intent id, auction hash, bid hash, outcome hash or batch hash. */
  id: Hex
  value: T
}
