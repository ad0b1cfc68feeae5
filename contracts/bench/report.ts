import Table from 'cli-table3'
import { hardfork } from './chain.ts'
import type { LostRace } from './lostRace.ts'
import type { Gas, SizeGas } from './measure.ts'
import { type PublishedGas, uniswapX, uniswapXCommit } from './uniswapX.ts'

/** Gas a transaction may have since EIP-7825. */
export const transactionGasLimit = 2 ** 24

export type BySize = Readonly<Record<string, SizeGas>>

export interface Report {
  hardfork: string
  ours: BySize
  /** The same, bought from three pools. */
  oursSpread: BySize
  gpv2: BySize
  marginalWarm: number
  gpv2MarginalWarm: number
  /** Execution gas of settling an auction that is settled already: without 21000 and calldata. */
  lostRace: number
  lostRaceReceipt: number
  lostRaceIntents: number
  transactionGasLimit: number
  uniswapX: { commit: string; published: readonly PublishedGas[] }
}

/** What one more intent costs in a batch that is large anyway. */
export function marginal(sizes: BySize): number {
  const [small, large] = [sizes['10'], sizes['50']]
  if (!small || !large) throw new Error('The marginal gas needs batches of 10 and 50.')
  return Math.round((large.warm.total - small.warm.total) / 40)
}

interface Measured {
  ours: BySize
  oursSpread: BySize
  gpv2: BySize
  lostRace: LostRace
}

export function makeReport({ ours, oursSpread, gpv2, lostRace }: Measured): Report {
  return {
    hardfork,
    ours,
    oursSpread,
    gpv2,
    marginalWarm: marginal(ours),
    gpv2MarginalWarm: marginal(gpv2),
    lostRace: lostRace.execution,
    lostRaceReceipt: lostRace.receipt,
    lostRaceIntents: lostRace.intents,
    transactionGasLimit,
    uniswapX: { commit: uniswapXCommit, published: uniswapX },
  }
}

const number = (value: number) => value.toLocaleString('en')

export function makeTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const row of rows) table.push(row.map((cell) => (typeof cell === 'number' ? number(cell) : cell)))
  return table.toString()
}

export function formatReport(report: Report): string {
  const { ours, oursSpread, gpv2, marginalWarm, gpv2MarginalWarm, lostRace, lostRaceReceipt, lostRaceIntents } = report
  const sizes = Object.keys(ours)
  return [
    `Gas of one settlement, from receipts (21000 and calldata included), anvil with the rules of ${hardfork}`,
    makeTable(
      ['intents', 'Walras cold', 'per intent', 'warm', 'per intent', 'GPv2 cold', 'per intent', 'warm', 'per intent'],
      [
        ...sizes.map((size) => [size, ...columns(ours[size]), ...columns(gpv2[size])]),
        ['one more, warm: (50 − 10) / 40', '', '', '', marginalWarm, '', '', '', gpv2MarginalWarm],
        ...Object.entries(oursSpread).map(([size, gas]) => [
          `${size}, from three pools`,
          ...columns(gas),
          '',
          '',
          '',
          '',
        ]),
      ],
    ),
    meaning,
    'UniswapX, published by its authors, not run here',
    makeTable(
      ['file and entry', 'orders', 'gas', 'per order'],
      uniswapX.map(({ file, entry, orders, total, perIntent }) => [`${file}: ${entry}`, orders, total, perIntent]),
    ),
    `Commit ${uniswapXCommit}. Gas of the call alone (forge's snapshotGasLastCall): add 21000 and calldata to compare.\n`,
    ...sizes.slice(-1).flatMap((size) => [fits('Walras', size, ours[size]), fits('GPv2', size, gpv2[size])]),
    `Lost race: ${number(lostRace)} gas to settle an auction that is settled already. This is execution alone, from the` +
      ' first instruction to REVERT,\nwithout 21000 and calldata; the receipt says ' +
      `${number(lostRaceReceipt)}, the floor price of ${lostRaceIntents} intents' calldata (EIP-7623).`,
  ].join('\n')
}

const meaning = `Walras: one fill an intent, all from one pool, its cheapest case too; Permit2 pulls, 65-byte signatures, a signed award.
  cold  buyers' first trade, new nonce words, pool slots never sold from, nobody credited yet, an empty escrow
  warm  the same buyers' next trade: next bit of the nonce word, the same pool slots, the same solver
GPv2: compiled GPv2Settlement of @cowprotocol/contracts, fill-or-kill orders signed by EIP-712, one pair at uniform prices.
  The cheapest case there is: no interactions (the settlement holds what it pays out), no fee, no proxy. Any real
  settlement also pays for the swaps that bring the tokens in. It opens no lease and keeps no escrow.
  cold  traders' first trade, none holds the token it buys      warm  the same traders' next order
`

function columns(size: SizeGas | undefined): number[] {
  return [size?.cold, size?.warm].flatMap((gas) => (gas ? [gas.total, gas.perIntent] : []))
}

function fits(name: string, size: string, gas: SizeGas | undefined): string {
  const verdict = ({ total }: Gas) =>
    `${number(total)} (${((total / transactionGasLimit) * 100).toFixed(1)} %, ${total <= transactionGasLimit ? 'fits' : 'DOES NOT FIT'})`
  if (!gas) return ''
  return `${name}, ${size} in one transaction of at most ${number(transactionGasLimit)} gas (EIP-7825): cold ${verdict(gas.cold)}, warm ${verdict(gas.warm)}`
}
