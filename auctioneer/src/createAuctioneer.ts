import { EventEmitter } from 'node:events'
import { type Deployment, WalrasError } from '@walras/intents-schema'
import { admissionChain, createMarketNode, fundsCheck, readDeployment, settlementCheck } from '@walras/solver-kit'
import type { Logger } from 'pino'
import { type Address, createPublicClient, createWalletClient, defineChain, type Hex, http, isAddressEqual } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { createChainClock } from './intake/createChainClock.ts'
import { restoreIntents } from './intake/restoreIntents.ts'
import { watchPools } from './intake/watchPools.ts'
import { loadIdentity } from './loadIdentity.ts'
import { noIntents } from './round/openRound.ts'
import type { RoundInbox } from './round/RoundInbox.ts'
import type { RoundState } from './round/RoundState.ts'
import { runRounds } from './round/runRounds.ts'
import { Waker } from './round/Waker.ts'
import { createSettler } from './settlement/createSettler.ts'
import { GasBudget } from './settlement/GasBudget.ts'
import { openStore, type Store } from './store/openStore.ts'

export interface AuctioneerParameters {
  /** JSON-RPC URL of the chain. */
  rpc: string
  settlement: Address
  lens: Address
  /** Signs auctions, outcomes and awards, and pays the gas of settlements. */
  privateKey: Hex
  /** Multiaddrs to listen on. Default: a free TCP port of the loopback interface. */
  listen?: readonly string[]
  /** Multiaddrs of other nodes to stay connected to. */
  bootstrap?: readonly string[]
  /** Where intents and rounds are kept. Default: in memory, lost at the end. */
  dataDir?: string
  logger: Logger
  /** Time from the cut for commitments, in milliseconds. Default 1000. */
  commitMs?: number
  /** Time after that for bids, in milliseconds. Default 500. */
  revealMs?: number
  /** Least time between two cuts, in milliseconds. Default 1000. */
  intervalMs?: number
  /** Longest wait before an auction without a winner is tried again, in milliseconds. Default 10,000. */
  idleMs?: number
  /** Blocks an award stays good, at most 1000. Default 12. */
  settleBlocks?: number
  /** Slots that start within this many seconds after the cut are not traded. Default 30. */
  settleSeconds?: number
  /**
   * Most intents in one auction, at most 7168, and never more than one transaction can settle. Default 1000; who has
   * been in the fewest auctions goes first, then the oldest.
   */
  maxIntents?: number
  /** How often the chain is asked for news, in milliseconds. Default 500. */
  pollMs?: number
}

export interface AuctioneerEvents {
  /** A round entered a phase, or took in a message. */
  round: [state: RoundState]
  /** Why there is no round now. */
  idle: [reason: string]
}

/** A running auctioneer. */
export interface Auctioneer {
  deployment: Deployment
  events: EventEmitter<AuctioneerEvents>
  peerId: string
  /** Where others can dial it: their `bootstrap`. */
  multiaddrs: string[]
  store: Store
  /** Counts of the network since the start, by name. */
  counters(): Record<string, number>
  /** Rejects if the rounds end by anything but {@link Auctioneer.stop}. */
  ended: Promise<void>
  /** Gives a settlement under way `graceMs` (default 5000) to end, then leaves the network and closes the store. */
  stop(options?: { graceMs?: number }): Promise<void>
}

/** Live intents in memory, about 4 KiB each. More than this, and the oldest wait for the next start. */
const bookIntents = 50_000
/** Stored intents that could not be paid for at the start are tried again this often. */
const retryMs = 30_000

/** Connects to the market, and checks that it is ours to run. */
async function connect({ rpc, settlement, lens, privateKey, logger, pollMs = 500 }: AuctioneerParameters) {
  const account = privateKeyToAccount(privateKey)
  const transport = http(rpc)
  const client = createPublicClient({ transport, pollingInterval: pollMs })
  const deployment = await readDeployment(client, { settlement, lens })
  if (!isAddressEqual(deployment.auctioneer, account.address))
    throw new WalrasError({
      code: 'auctioneer/wrong-key',
      message: `The auctioneer of settlement ${settlement} is ${deployment.auctioneer}, the key given is that of ${account.address}.`,
      facts: { expected: deployment.auctioneer, given: account.address },
    })
  const chain = defineChain({
    id: deployment.chainId,
    name: `chain ${deployment.chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpc] } },
  })
  const wallet = createWalletClient({ account, chain, transport })
  if ((await client.getBalance({ address: account.address })) === 0n)
    logger.warn({ auctioneer: account.address }, 'the auctioneer has no ether: it cannot pay the gas of settlements')
  return { account, client, deployment, wallet }
}

/**
 * Starts the auctioneer of a market: takes in intents, runs auctions, settles them, and remembers both.
 *
 * @example
 * ```ts
 * const auctioneer = await createAuctioneer({ rpc, settlement, lens, privateKey, logger: pino() })
 * auctioneer.events.on('round', ({ phase }) => console.log(phase))
 * await auctioneer.stop()
 * ```
 *
 * @throws {@link WalrasError} `market/…`, `auctioneer/wrong-key`, `store/…`; what libp2p throws when it cannot listen.
 */
export async function createAuctioneer(parameters: AuctioneerParameters): Promise<Auctioneer> {
  const { dataDir, logger: log } = parameters
  const { account, client, deployment, wallet } = await connect(parameters)
  const clock = await createChainClock(client)
  const checkFunds = fundsCheck(client, deployment)
  const store = await openStore(dataDir)
  const events = new EventEmitter<AuctioneerEvents>()
  const waker = new Waker()
  const budget = new GasBudget()
  let inbox: RoundInbox | undefined

  const node = await createMarketNode({
    deployment,
    chain: admissionChain(client),
    checkFunds,
    checkSettlement: settlementCheck(client, deployment),
    bookIntents,
    nowSeconds: clock.nowSeconds,
    onAdmitted: (signed, id) => store.intents.add({ id, signed }),
    listen: parameters.listen ?? ['/ip4/127.0.0.1/tcp/0'],
    bootstrap: parameters.bootstrap ?? [],
    ...(dataDir !== undefined && { privateKey: loadIdentity(dataDir) }),
    logger: log,
  }).catch(async (error) => {
    await store.close()
    throw error
  })
  node.on('intent', () => waker.wake('a new intent'))
  node.on('commitment', (commitment, { receivedAtMs }) => inbox?.push({ kind: 'commitment', commitment, receivedAtMs }))
  node.on('bid', (bid, { receivedAtMs }) => inbox?.push({ kind: 'bid', bid, receivedAtMs }))

  let waiting = await restoreIntents(await store.intents.live(), { store, book: node.intents, log })
  log.info({ live: node.intents.size, waiting: waiting.length }, 'intents restored')
  const retrying = setInterval(async () => {
    const again = waiting
    waiting = []
    waiting = await restoreIntents(again, { store, book: node.intents, log }).catch(() => again)
    if (waiting.length < again.length) waker.wake('an intent can be paid again')
  }, retryMs)

  /** Whether a change at the pools could help. */
  let idle = false
  const unwatch = watchPools(client, deployment, {
    isWanted: () => idle,
    onChange: () => waker.wake('the pools changed'),
    onError: (error) => log.debug({ err: error }, 'the chain does not answer'),
  })

  const [stopping, aborting] = [new AbortController(), new AbortController()]
  let phase: RoundState['phase'] | undefined
  const ended = runRounds(
    {
      client,
      account,
      deployment,
      clock,
      checkFunds,
      store,
      waker,
      log,
      budget,
      settler: createSettler({ client, wallet, deployment, budget, log }),
      network: {
        publishOutcome: (outcome) => node.publishOutcome(outcome),
        publishSettlement: (report) => node.publishSettlement(report),
        markSettled: (ids) => node.intents.markSettled(ids),
      },
      live: () => node.intents.live(),
      publishAuction: (auction) => node.publishAuction(auction),
      listen: (next) => {
        inbox = next
      },
      settleBlocks: BigInt(parameters.settleBlocks ?? 12),
      settleSeconds: BigInt(parameters.settleSeconds ?? 30),
      maxIntents: parameters.maxIntents ?? 1000,
      commitMs: parameters.commitMs ?? 1000,
      revealMs: parameters.revealMs ?? 500,
      intervalMs: parameters.intervalMs ?? 1000,
      idleMs: parameters.idleMs ?? 10_000,
      stopping: stopping.signal,
      onState: (state) => {
        idle = false
        phase = state.phase
        events.emit('round', state)
      },
      onIdle: (reason) => {
        idle = reason !== noIntents
        events.emit('idle', reason)
      },
    },
    aborting.signal,
  ).catch((error) => {
    if (!aborting.signal.aborted) throw error
  })

  return {
    deployment,
    events,
    peerId: node.peerId,
    multiaddrs: node.multiaddrs,
    store,
    counters: () => node.counters(),
    ended,
    async stop({ graceMs = 5000 } = {}) {
      stopping.abort()
      // Only money under way is worth waiting for; an auction that has not been awarded is simply gone.
      const grace = setTimeout(() => aborting.abort(), phase === 'settle' ? graceMs : 0)
      await ended.catch(() => {})
      clearTimeout(grace)
      clearInterval(retrying)
      unwatch()
      await node.stop()
      await store.close()
    },
  }
}
