import type { Profile } from './profile.ts'
import { makeTable } from './report.ts'

export interface ProfileRow {
  who: string
  kind: string
  /** Of the large batch, divided by its intents. */
  perIntent: number
  /** What one more intent adds: the difference of two batches, divided by the difference in intents. */
  marginal: number
}

export interface ProfileReport {
  /** Intents of the large batch and of the small one. */
  large: number
  small: number
  rows: readonly ProfileRow[]
}

interface Profiled {
  count: number
  profile: Profile
}

export function profileReport(small: Profiled, large: Profiled): ProfileReport {
  const rows = [...large.profile].flatMap(([who, kinds]) =>
    [...kinds].map(([kind, gas]) => ({
      who,
      kind,
      perIntent: gas / large.count,
      marginal: (gas - (small.profile.get(who)?.get(kind) ?? 0)) / (large.count - small.count),
    })),
  )
  return { large: large.count, small: small.count, rows }
}

/** Below this, in gas per intent, kinds are shown together. */
const least = 50

export function formatProfile(name: string, { large, small, rows }: ProfileReport): string {
  const whos = [...new Set(rows.map(({ who }) => who))]
  const lines = whos.flatMap((who) => {
    const own = rows.filter((row) => row.who === who).sort((a, b) => b.perIntent - a.perIntent)
    const shown = own.filter(({ perIntent }) => Math.abs(perIntent) >= least)
    const rest = own.filter((row) => !shown.includes(row))
    const details =
      shown.length === 0 || own.length === 1
        ? []
        : [...shown, ...(rest.length > 0 ? [{ kind: 'rest', ...sums(rest) }] : [])]
    return [line(who, sums(own)), ...details.map((row) => line(`    ${row.kind}`, row))]
  })
  return [
    `${name}: where the gas of a warm batch of ${large} goes. Each line is a frame's own gas, without the frames it calls.`,
    makeTable(
      ['step', `batch of ${large} / ${large}`, `one more: (${large} − ${small}) / ${large - small}`],
      [...lines, line('all', sums(rows))],
    ),
  ].join('\n')
}

type Sums = Pick<ProfileRow, 'perIntent' | 'marginal'>

function sums(rows: readonly ProfileRow[]): Sums {
  const sum = (key: keyof Sums) => rows.reduce((total, row) => total + row[key], 0)
  return { perIntent: sum('perIntent'), marginal: sum('marginal') }
}

function line(label: string, { perIntent, marginal }: Sums): [string, number, number] {
  return [label, Math.round(perIntent), Math.round(marginal)]
}
