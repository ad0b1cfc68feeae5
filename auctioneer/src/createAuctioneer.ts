import { EventEmitter } from 'node:events'
import {
  admissionChain,
  createChainClock,
  createMarketNode,
  fundsCheck,
  settlementCheck,
  solverCheck,
} from '@walras/solver-kit'
import type { Auctioneer, AuctioneerEvents, AuctioneerParameters } from './Auctioneer.ts'
import { connectMarket } from './connectMarket.ts'
import { restoreIntents } from './intake/restoreIntents.ts'
import { watchPools } from './intake/watchPools.ts'
import { loadIdentity } from './loadIdentity.ts'
import { noIntents } from './round/openRound.ts'
import type { RoundInbox } from './round/RoundInbox.ts'
import type { RoundState } from './round/RoundState.ts'
import { runRounds } from './round/runRounds.ts'
import { Waker } from './round/Waker.ts'
import { createSettler } from './settlement/createSettler.ts'
import { openStore } from './store/openStore.ts'

/** Live intents in memory, about 4 KiB each. More than this, and the oldest wait for the next start. */
const bookIntents = 50_000
/** Stored intents that could not be paid for at the start are tried again this often. */
const retryMs = 30_000

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
  const { account, client, deployment, wallet } = await connectMarket(parameters)
  const clock = await createChainClock(client)
  const checkFunds = fundsCheck(client, deployment)
  const store = await openStore(dataDir)
  const events = new EventEmitter<AuctioneerEvents>()
  const waker = new Waker()
  let inbox: RoundInbox | undefined

  const node = await createMarketNode({
    deployment,
    chain: admissionChain(client),
    checkFunds,
    checkSettlement: settlementCheck(client, deployment),
    isSolver: solverCheck(client, deployment.registry),
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
      settler: createSettler({ client, wallet, deployment, log }),
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
