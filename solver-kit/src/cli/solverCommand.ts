import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { WalrasError } from '@walras/intents-schema'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { SolverDefinition } from '../solver/defineSolver.ts'
import { runSolver } from '../solver/runSolver.ts'
import { stopMemoryReducer } from '../solver/stopMemoryReducer.ts'
import { createLogger } from './createLogger.ts'
import { addMarketOptions, type MarketOptions, readMarketOptions } from './marketOptions.ts'
import { readKey } from './readKey.ts'

/** Environment variable that holds the solver's key where there is no key file. */
export const solverKeyVariable = 'WALRAS_SOLVER_KEY'

export interface StrategyOptions {
  /** What to earn, in basis points of each product's price. */
  marginBps: bigint
}

/** Strategies that the command knows by name. */
export type Strategies = Readonly<Record<string, (options: StrategyOptions) => SolverDefinition>>

interface Options extends MarketOptions {
  keyFile?: string
  stateDir?: string
  marginBps: bigint
  logLevel: string
  logFormat: 'pretty' | 'json'
}

function basisPoints(text: string): bigint {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of basis points, 0 to 9999.')
  return BigInt(text)
}

/** A strategy by name, or the default export of a file. */
async function loadStrategy(strategies: Strategies, name: string, options: StrategyOptions): Promise<SolverDefinition> {
  const known = strategies[name]
  if (known) return known(options)
  const names = Object.keys(strategies).join(', ')
  if (!/[./]/.test(name))
    throw new WalrasError({
      code: 'option/unknown-strategy',
      message: `There is no strategy "${name}". Name ${names ? `one of ${names}, or ` : ''}a file that default-exports defineSolver(…).`,
      facts: { name },
    })
  const { default: definition } = await import(pathToFileURL(resolve(name)).href)
  if (typeof definition?.solve === 'function' && typeof definition.name === 'string') return definition
  throw new WalrasError({
    code: 'option/no-solver',
    message: `${name} does not default-export a solver: export default defineSolver({ name, solve }).`,
    facts: { name },
  })
}

async function run(strategies: Strategies, name: string, options: Options): Promise<void> {
  const { logLevel, logFormat, keyFile, marginBps, stateDir } = options
  const market = readMarketOptions(options)
  const privateKey = readKey({ path: keyFile, variable: solverKeyVariable, environment: process.env })
  const definition = await loadStrategy(strategies, name, { marginBps })
  stopMemoryReducer()
  const logger = createLogger({ level: logLevel, format: logFormat, destination: process.stderr })
  const running = await runSolver({
    definition,
    market,
    logger,
    ...(privateKey && { privateKey }),
    ...(stateDir !== undefined && { stateDir }),
  })
  process.stdout.write(`${JSON.stringify({ ready: true, solver: running.solver })}\n`)
  const stop = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => stop.resolve())
  await stop.promise
  await running.stop()
  process.exit(0)
}

/**
 * The command line of solvers: `<strategy> --market FILE`. A strategy is one of the given names, or a file that
 * default-exports a solver.
 */
export function solverCommand(program: string, strategies: Strategies = {}): Command {
  const names = Object.keys(strategies)
  const command = new Command(program)
    .description(
      'Runs a solver against a market until Ctrl-C: reads auctions, bids, and says what became of each bid.\n' +
        `Its key comes from --key-file or ${solverKeyVariable}; without one it bids under a new key each time.`,
    )
    .argument(
      '<strategy>',
      names.length > 0 ? `${names.join(', ')}, or a file` : 'a file that default-exports a solver',
    )
  return addMarketOptions(command)
    .option('--key-file <path>', "file with the solver's private key, 32 bytes of hex")
    .option(
      '--state-dir <dir>',
      'keep bids here, so that challenges can be answered after a restart (default: in memory)',
    )
    .option('--reveal-challenge <address>', 'answer challenges of this RevealChallenge contract; needs gas money')
    .addOption(
      new Option('--margin-bps <n>', 'what a named strategy should earn, in basis points of each price')
        .argParser(basisPoints)
        .default(0n, '0'),
    )
    .addOption(
      new Option('--log-level <level>').choices(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
    )
    .addOption(new Option('--log-format <format>').choices(['pretty', 'json']).default('pretty'))
    .action((name: string, options: Options) => run(strategies, name, options))
}

/** Parses the command line and runs; ends the process with a sentence when that fails. */
export async function runCommand(command: Command): Promise<void> {
  try {
    await command.parseAsync()
  } catch (error) {
    process.stderr.write(error instanceof WalrasError ? `${error.message}\n` : `${(error as Error).stack}\n`)
    process.exit(error instanceof WalrasError && /^(option|key|market-file)\//.test(error.code) ? 2 : 1)
  }
}
