import { bidHash, recoverSigner } from '@walras/intents-schema'
import { AuctionBook } from '../AuctionBook.ts'
import { Counters } from '../Counters.ts'
import { IntentBook } from '../IntentBook.ts'
import { deployment, now, plainChain } from '../market.fixture.ts'
import { PeerMeter } from '../PeerMeter.ts'
import type { Admission } from './Admission.ts'

/** An admission for tests: no chain, no threads, no network. */
export function testAdmission(overrides: Partial<Admission> = {}): Admission {
  return {
    deployment,
    chain: plainChain,
    workers: {
      recoverSigner: async (_, digest, signature) => recoverSigner(digest, signature),
      bidHash: async (bid) => bidHash(bid),
    },
    nowSeconds: () => now,
    intents: new IntentBook(() => Promise.reject(new Error('not here'))),
    auctions: new AuctionBook(),
    meter: new PeerMeter(),
    counters: new Counters(),
    ...overrides,
  }
}

/** What a refused promise was refused with. */
export async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
  } catch (error) {
    const { code, action } = error as { code?: string; action?: string }
    return `${action} ${code}`
  }
  return 'admitted'
}
