import {
  bidHash,
  commitmentTypedData,
  type Deployment,
  type SignedAuction,
  type SignedOutcome,
  snapshotHash,
  WalrasError,
} from '@walras/intents-schema'
import type { Logger } from 'pino'
import { createPublicClient, type Hex, http, isAddressEqual, type PrivateKeyAccount, type PublicClient } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { answerableBid } from '../bond/answerTransaction.ts'
import { type Bond, openBond } from '../bond/openBond.ts'
import { createChainClock } from '../market/createChainClock.ts'
import { createProblem, type Problem } from '../market/Problem.ts'
import { readDeployment } from '../market/readDeployment.ts'
import { readSnapshot } from '../market/readSnapshot.ts'
import { admissionChain } from '../network/admission/AdmissionChain.ts'
import { settlementCheck } from '../network/admission/settlementCheck.ts'
import { createMarketNode, type MarketNode } from '../network/createMarketNode.ts'
import { gapBps } from '../rules/certificate/surplusBound.ts'
import type { SolverDefinition } from './defineSolver.ts'
import type { MarketFile } from './marketFile.ts'
import { prepareBid } from './prepareBid.ts'
import { revealKept } from './revealKept.ts'
import { warmUp } from './warmUp.ts'

export interface RunSolverParameters {
  definition: SolverDefinition
  market: MarketFile
  /** Signs bids and is credited the margins. Default: a new key, which is logged nowhere and lost at the end. */
  privateKey?: Hex
  /** Folder for the bids that can still be challenged. Default: in memory, where a crash loses them. */
  stateDir?: string
  logger: Logger
}

export interface RunningSolver {
  solver: PrivateKeyAccount['address']
  /** Takes part in no further auction, reveals what is committed, and leaves the network. */
  stop: () => Promise<void>
}

/** Time kept free before the deadline for checking, signing and sending, on a machine that is busy with gossip. */
const commitReserveMs = 300

interface Session {
  definition: SolverDefinition
  account: PrivateKeyAccount
  client: PublicClient
  deployment: Deployment
  node: MarketNode
  bond: Bond
  /** Aborts when the solver is told to stop. */
  stopping: AbortSignal
  logger: Logger
}

/** The auction's demand and supply, checked against its header: nobody has to trust the auctioneer's word on either. */
async function readProblem(
  { client, deployment, node }: Session,
  { auction }: SignedAuction,
  auctionHash: Hex,
): Promise<Problem> {
  const { blockNumber, firstSlot } = auction
  const [intents, snapshot] = await Promise.all([
    node.fetchIntents(auction.intentIds),
    readSnapshot(client, { deployment, blockNumber, firstSlot, slotCount: Number(auction.slotCount) }),
  ])
  if (snapshotHash(snapshot) !== auction.snapshotHash)
    throw new WalrasError({
      code: 'auction/other-snapshot',
      message: `Block ${blockNumber} does not offer what the auction says.`,
    })
  if (intents.length !== auction.intentIds.length)
    throw new WalrasError({
      code: 'auction/missing-intents',
      message: `${auction.intentIds.length - intents.length} of the auction's ${auction.intentIds.length} intents are nowhere to be had.`,
    })
  return createProblem({ auctionHash, deployment, intents, snapshot })
}

const millisecondsUntil = (time: bigint): number => Math.max(0, Number(time) - Date.now())

async function takePart(session: Session, signed: SignedAuction, auctionHash: Hex): Promise<void> {
  const { definition, account, node, deployment, bond, stopping, logger } = session
  const { round, commitByMs, revealByMs, intentIds } = signed.auction
  const problem = await readProblem(session, signed, auctionHash)
  const deadline = AbortSignal.timeout(Math.max(1, millisecondsUntil(commitByMs) - commitReserveMs))
  const signal = AbortSignal.any([deadline, stopping])
  const startedAt = performance.now()
  const {
    bid: prepared,
    evaluations,
    refused,
    proof,
    refusedCertificate,
  } = await prepareBid({ definition, problem, solver: account.address, signal })
  const solveMs = Math.round(performance.now() - startedAt)
  for (const { index, error } of refused)
    logger.warn(
      { round, solution: index, code: error.code, facts: error.facts },
      `solution refused by the rules: ${error.message}`,
    )
  if (refusedCertificate)
    logger.warn(
      { round, code: refusedCertificate.code, facts: refusedCertificate.facts },
      `certificate left out of the bid: ${refusedCertificate.message}`,
    )
  if (!prepared || stopping.aborted) {
    logger.info({ round, intents: intentIds.length, solveMs }, 'no bid')
    return
  }
  const bid = bond.isWatched ? answerableBid(prepared) : prepared
  if (!bid) {
    logger.warn({ round }, 'no bid: it has more fills than one transaction could publish, if it were challenged')
    return
  }
  // Before anybody can have the commitment: a promise that a crash made us forget would cost the bond.
  await bond.remember(bid, { commitByMs: Number(commitByMs), revealByMs: Number(revealByMs) })
  const commitment = { auctionHash, solver: account.address, bidHash: bidHash(bid) }
  const signature = await account.signTypedData(commitmentTypedData(deployment, commitment))
  await node.publishCommitment({ commitment, signature })
  const [best] = evaluations
  logger.info(
    {
      round,
      intents: intentIds.length,
      served: best?.served.length,
      score: best?.score,
      ...(proof && { certifiedGapBps: proof.gapBps }),
      solveMs,
    },
    'bid committed',
  )
  // Revealing before the others have committed would let them copy.
  await new Promise((resolve) => setTimeout(resolve, millisecondsUntil(commitByMs) + 1))
  await node.publishBid(bid)
}

function report({ account, logger }: Session, { outcome }: SignedOutcome): void {
  const own = outcome.bids.find(({ solver }) => isAddressEqual(solver, account.address))
  if (!own) return
  const { status, score, code, reason } = own
  const { auctionHash, total, bound } = outcome
  const facts = {
    auction: auctionHash,
    status,
    score,
    total,
    code,
    ...(bound > 0n && { gapBps: gapBps(total, bound) }),
  }
  logger.info(facts, reason || `bid ${status}`)
}

/**
 * Connects a strategy to a market and takes part in every auction until stopped: reads supply from the chain and demand
 * from gossip, asks the strategy, checks its solutions with the auction's own rules, commits, reveals, and logs what
 * became of each bid and why. Keeps what it committed to, and publishes it on chain when somebody challenges it to.
 *
 * @example
 * ```ts
 * const running = await runSolver({ definition, market: readMarketFile('.walras/market.json'), logger: pino() })
 * process.once('SIGINT', () => running.stop())
 * ```
 *
 * @throws {@link WalrasError} `market/…` when the chain or the market cannot be reached.
 */
export async function runSolver({
  definition,
  market,
  privateKey,
  stateDir,
  logger,
}: RunSolverParameters): Promise<RunningSolver> {
  const client = createPublicClient({ transport: http(market.rpc), pollingInterval: 500 })
  const deployment = await readDeployment(client, market)
  const account = privateKeyToAccount(privateKey ?? generatePrivateKey())
  const clock = await createChainClock(client)
  await warmUp(definition, account.address, (error) =>
    logger.warn({ err: error }, 'the strategy failed on a generated market; it may fail on a real one'),
  )
  const bond = await openBond({ client, account, market, logger, ...(stateDir !== undefined && { stateDir }) })
  const node = await createMarketNode({
    deployment,
    bootstrap: market.bootstrap,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    chain: admissionChain(client),
    checkSettlement: settlementCheck(client, deployment),
    nowSeconds: clock.nowSeconds,
    logger,
  }).catch(async (error: unknown) => {
    await bond.close()
    throw error
  })
  const stopping = new AbortController()
  const session: Session = { definition, account, client, deployment, node, bond, stopping: stopping.signal, logger }
  const underWay = new Set<Promise<void>>()
  const follow = (work: Promise<void>, onFailure: (error: unknown) => void) => {
    const done: Promise<void> = work.catch(onFailure).finally(() => underWay.delete(done))
    underWay.add(done)
  }
  const resumed = await bond.bids.unrevealed()
  for (const kept of resumed)
    follow(revealKept(node, kept, logger), (error) =>
      logger.warn({ auction: kept.bid.auctionHash, err: error }, 'a bid of before the restart could not be revealed'),
    )
  node.on('auction', (signed, { id }) => {
    // One commitment for each auction: a second one, made after a restart, would contradict the first.
    if (stopping.signal.aborted || resumed.some(({ bid }) => bid.auctionHash === id)) return
    follow(takePart(session, signed, id), (error) =>
      logger.error({ round: signed.auction.round, err: error }, 'this auction is lost to us'),
    )
  })
  node.on('outcome', (signed) => report(session, signed))
  node.on('settlement', ({ status, auctionHash, reason }) => logger.debug({ auctionHash, reason }, `batch ${status}`))
  logger.info({ solver: account.address, strategy: definition.name, peer: node.peerId }, 'solver ready')
  return {
    solver: account.address,
    stop: async () => {
      stopping.abort()
      if (underWay.size > 0) logger.info('stopping: what is committed is revealed first')
      await Promise.all(underWay)
      await node.stop()
      await bond.close()
    },
  }
}
