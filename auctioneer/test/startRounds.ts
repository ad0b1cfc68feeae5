import {
  type Bid,
  bidHash,
  commitmentTypedData,
  intentId,
  type SignedAuction,
  type SignedIntent,
  type SignedOutcome,
} from '@walras/intents-schema'
import { createChainClock, fundsCheck } from '@walras/solver-kit'
import { pino } from 'pino'
import type { Hex, LocalAccount } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { RoundInbox } from '../src/round/RoundInbox.ts'
import type { RoundState } from '../src/round/RoundState.ts'
import { type RunRoundsParameters, runRounds } from '../src/round/runRounds.ts'
import { Waker } from '../src/round/Waker.ts'
import { createSettler } from '../src/settlement/createSettler.ts'
import type { Store } from '../src/store/openStore.ts'
import { firstSlotSolution, type ScriptedOptions } from './scriptedSolver.ts'
import type { TestMarket } from './startMarket.ts'

/** What the auctioneer's key signs, in order: the message by the name of its type. */
export interface Signed {
  type: string
  message: Record<string, unknown>
}

/** The auctioneer's account, with a witness. */
export function watchedAccount(key: Hex, signed: Signed[]): LocalAccount {
  const account = privateKeyToAccount(key)
  return {
    ...account,
    signTypedData: async (definition) => {
      const { primaryType, message } = definition as unknown as { primaryType: string; message: Signed['message'] }
      signed.push({ type: primaryType, message })
      return account.signTypedData(definition)
    },
  }
}

export interface Bidder extends ScriptedOptions {
  account: LocalAccount
}

export interface RoundsOptions extends Partial<Omit<RunRoundsParameters, 'settler' | 'store'>> {
  store: Store
  intents: readonly SignedIntent[]
  bidders?: readonly Bidder[]
  /** Stands in for some of the settler. */
  settler?: Partial<RunRoundsParameters['settler']>
}

/** Rounds against a real chain, without a network: bids come in as soon as an auction is cut. */
export async function startRounds(market: TestMarket, { store, intents, bidders = [], ...options }: RoundsOptions) {
  const { client, deployment, auctioneerKey } = market
  const signed: Signed[] = []
  const published: { auctions: SignedAuction[]; outcomes: SignedOutcome[] } = { auctions: [], outcomes: [] }
  const account = watchedAccount(auctioneerKey, signed)
  const log = pino({ level: process.env.WALRAS_TEST_LOG ?? 'silent' }, pino.destination(2))
  const live = intents.map((intent) => ({ id: intentId(deployment, intent), signed: intent }))
  for (const intent of live) await store.intents.add(intent)
  const settled = new Set<Hex>()
  const states: RoundState[] = []
  let inbox: RoundInbox | undefined

  async function bid({ problem, auctionHash }: Extract<RoundState, { phase: 'commit' }>): Promise<void> {
    for (const { account, ...script } of bidders) {
      const solution = firstSlotSolution(problem, script)
      if (!solution) continue
      const bid: Bid = { auctionHash, solver: account.address, solutions: [solution], salt: `0x${'1'.repeat(64)}` }
      const commitment = { auctionHash, solver: bid.solver, bidHash: bidHash(bid) }
      const signature = await account.signTypedData(commitmentTypedData(deployment, commitment))
      const receivedAtMs = Date.now()
      inbox?.push({ kind: 'commitment', commitment: { commitment, signature }, receivedAtMs })
      inbox?.push({ kind: 'bid', bid, receivedAtMs })
      await script.onProblem?.(problem)
    }
  }

  const [stopping, aborting] = [new AbortController(), new AbortController()]
  const ended = runRounds(
    {
      client,
      account,
      deployment,
      clock: await createChainClock(client),
      checkFunds: fundsCheck(client, deployment),
      store,
      waker: new Waker(),
      log,
      network: {
        publishOutcome: async (outcome) => published.outcomes.push(outcome),
        publishSettlement: async () => {},
        markSettled: (ids) => {
          for (const id of ids) settled.add(id)
        },
      },
      live: () => live.filter(({ id }) => !settled.has(id)),
      publishAuction: async (auction) => published.auctions.push(auction),
      listen: (next) => {
        inbox = next
      },
      settleBlocks: 12n,
      settleSeconds: 5n,
      maxIntents: 10,
      commitMs: 300,
      revealMs: 300,
      intervalMs: 50,
      idleMs: 50,
      stopping: stopping.signal,
      onIdle: () => {},
      ...options,
      settler: { ...createSettler({ client, wallet: market.wallet(account), deployment, log }), ...options.settler },
      onState: (state) => {
        states.push(state)
        if (state.phase === 'commit' && state.commitments.size === 0) void bid(state)
        options.onState?.(state)
      },
    },
    aborting.signal,
  ).catch((error) => {
    if (!aborting.signal.aborted) throw error
  })
  return {
    /** What the auctioneer's key signed. */
    signed,
    published,
    states,
    ended,
    /** Ends after the round under way. */
    stop: () => stopping.abort(),
    /** Ends at once, like a process that is killed. */
    kill: () => aborting.abort(),
  }
}
