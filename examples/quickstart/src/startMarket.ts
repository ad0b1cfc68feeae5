import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Anvil, deployMarket, type MarketDeployment, marketTerms, startAnvil } from '@walras/contracts'
import { type MarketFile, writeMarketFile } from '@walras/solver-kit'
import { bytesToHex, type Hex } from 'viem'
import { type LocalAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import {
  attestors,
  attestorThreshold,
  auctioneer,
  buyer,
  deployer,
  feeRecipient,
  fundedAccounts,
  privateKeyOf,
} from './devnet/accounts.ts'
import { bondTraders } from './devnet/bondTraders.ts'
import { type ChainClients, connect } from './devnet/connect.ts'
import { allowPermit2, mintDollars } from './devnet/fundBuyers.ts'
import { openPools } from './devnet/openPools.ts'
import { type MarketProcess, startProcess } from './processes/startProcess.ts'
import { createDraw } from './scenario/draw.ts'
import { type PlannedIntent, planIntents } from './scenario/plannedIntents.ts'
import { type PlannedPool, planPools } from './scenario/plannedPools.ts'

export const slotSeconds = 3600n
/** Hours ahead that pools offer, and that intents may use. */
export const slotCount = 12
export const buyerCount = 24
/** Enough for any buyer's share of 500 intents: 1,000,000 test dollars. */
const buyerDollars = 1_000_000_000_000n

const strategies = ['greedy-value', 'linear', 'waterfill'] as const

export interface StartMarketParameters {
  seed: number
  intents: number
  /** Whether others may want to join it. */
  keep: boolean
  /** Folder for logs, keys and the market file. */
  directory: string
  /** Told before each stage, with how far the start-up is, from 0 to 1. */
  onStage: (stage: string, done: number) => void
  /** Told of everything that must end when the market does, as soon as it exists. */
  onStarted: (stop: () => Promise<void>) => void
}

export interface RunningMarket {
  anvil: Anvil
  clients: ChainClients
  deployment: MarketDeployment
  file: MarketFile
  /** libp2p id of the auctioneer. */
  auctioneerPeer: string
  processes: readonly MarketProcess[]
  solvers: ReadonlyMap<string, PrivateKeyAccount>
  pools: readonly PlannedPool[]
  intents: readonly PlannedIntent[]
  buyers: readonly LocalAccount[]
  /** Owners of hostile intents: one without money, one who has not approved Permit2. */
  pauper: LocalAccount
  unapproved: LocalAccount
  firstSlot: bigint
}

const script = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

async function startAuctioneer(
  file: string,
  { directory, intents, onStarted }: StartMarketParameters,
): Promise<MarketProcess> {
  return startProcess({
    name: 'auctioneer',
    script: script('auctioneer/src/main.ts'),
    args: [
      ...['--market', file, '--data-dir', `${directory}/auctioneer`, '--log-format', 'json'],
      // A chain, five nodes that verify every signature, and three optimisers share this machine, which may have two
      // cores: they get more time than production's second, the more the more there is to verify.
      ...[
        '--commit-ms',
        String(2500 + 2 * intents),
        '--reveal-ms',
        '700',
        '--interval-ms',
        '1500',
        '--idle-seconds',
        '2',
      ],
    ],
    env: { WALRAS_AUCTIONEER_KEY: privateKeyOf(auctioneer) },
    logFile: `${directory}/logs/auctioneer.log`,
    onStarted,
  })
}

function startSolver(
  name: string,
  key: Hex,
  file: string,
  { directory, onStarted }: StartMarketParameters,
): Promise<MarketProcess> {
  return startProcess({
    name,
    script: script('reference-solvers/src/cli.ts'),
    // A margin, so that every way that money can go is used: to pools, to solvers, to the protocol.
    args: [name, '--market', file, '--margin-bps', '5'],
    env: { WALRAS_SOLVER_KEY: key },
    logFile: `${directory}/logs/${name}.log`,
    onStarted,
  })
}

/** Starts the whole market on this machine: a chain, contracts, pools, wallets, an auctioneer and three solvers. */
export async function startMarket(parameters: StartMarketParameters): Promise<RunningMarket> {
  const { seed, intents, keep, directory, onStage, onStarted } = parameters
  onStage('starting a chain', 0)
  const anvil = await startAnvil({ accounts: fundedAccounts })
  onStarted(() => anvil.stop())
  const clients = connect(anvil)

  onStage('deploying Permit2, a test dollar and the contracts', 0.1)
  const deployment = await deployMarket(clients.wallet(deployer), {
    auctioneer: auctioneer.address,
    feeRecipient: feeRecipient.address,
    slotSeconds,
    attestors: attestors.map(({ address }) => address),
    attestorThreshold,
    // Who joins a market that is kept, to try a solver, has no bond in it, but may be fined
    // all the same: with a debt, nobody bids.
    ...(keep && { minSolverBond: 0n, penalties: marketTerms().penalties }),
  })

  onStage('bonding operators and opening pools at list prices', 0.2)
  const draw = createDraw(seed)
  const pools = planPools(draw)
  const { timestamp } = await clients.public.getBlock()
  // The first slot must not begin while the demo trades, and some do things ahead of it.
  const firstSlot = (timestamp + 1800n) / slotSeconds + 1n
  await openPools(clients, deployment, pools, { firstSlot, slotCount })

  onStage('funding wallets, bonding auctioneer and solvers', 0.4)
  const accounts = Array.from({ length: buyerCount + 2 }, (_, index) => buyer(seed, index))
  const [pauper, unapproved, ...buyers] = accounts as [LocalAccount, LocalAccount, ...LocalAccount[]]
  await mintDollars(clients, deployment, [unapproved, ...buyers], buyerDollars)
  await allowPermit2(clients, deployment, [pauper, ...buyers])
  const keys = new Map(strategies.map((name) => [name, bytesToHex(randomBytes(32))]))
  const solvers = new Map([...keys].map(([name, key]) => [name, privateKeyToAccount(key)]))
  await bondTraders(
    clients,
    deployment,
    [...solvers.values()].map(({ address }) => address),
  )
  await clients.test.setIntervalMining({ interval: 1 })

  onStage('starting the auctioneer', 0.5)
  // Every private chain begins anew at the same addresses: an earlier market's intents would be good on this one.
  rmSync(`${directory}/auctioneer`, { recursive: true, force: true })
  const path = `${directory}/market.json`
  const { settlement, lens, judges } = deployment
  const { revealChallenge } = judges
  const market: MarketFile = { rpc: anvil.rpc, settlement, lens, revealChallenge, bootstrap: [] }
  writeMarketFile(path, market)
  const node = await startAuctioneer(path, parameters)
  const file = { ...market, bootstrap: node.ready.multiaddrs as string[] }
  writeMarketFile(path, file)

  onStage(`starting solvers: ${strategies.join(', ')}`, 0.7)
  const running = await Promise.all([...keys].map(([name, key]) => startSolver(name, key, path, parameters)))
  return {
    anvil,
    clients,
    deployment,
    file,
    auctioneerPeer: node.ready.peerId as string,
    processes: [node, ...running],
    solvers,
    pools,
    intents: planIntents(draw, intents, pools, { slotSeconds, firstSlot, slotCount }),
    buyers,
    pauper,
    unapproved,
    firstSlot,
  }
}
