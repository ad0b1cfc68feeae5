import type { TopLevelSpec } from 'vega-lite'
import type { BenchReport } from '../routing/BenchReport.ts'
import type { BenchRow } from '../routing/BenchRow.ts'

/** A chart, or what the run lacks for it. */
export type Chart = { spec: TopLevelSpec; lacks?: string } | { lacks: string }

/** Smaller gaps are drawn here: a logarithmic axis has no zero. */
const leastGapBp = 0.01

const font = 'Helvetica, Arial, sans-serif'

/** White below, so that it is legible on dark pages too. */
const look = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: 'white',
  padding: 12,
  config: {
    font,
    axis: {
      labelOverlap: false,
      labelFontSize: 11,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      gridColor: '#e6e6e6',
      labelColor: '#222',
    },
    legend: { labelFontSize: 12, titleFontSize: 12, symbolSize: 90, symbolOpacity: 1, labelLimit: 400 },
    header: { labelFontSize: 12, labelFontWeight: 'bold', labelColor: '#222' },
    title: { fontSize: 13, anchor: 'start', frame: 'group', color: '#222' },
    point: { opacity: 1 },
    view: { stroke: '#bbb' },
  },
} as const

const colours = ['#9c755f', '#bab0ac', '#76b7b2', '#edc948', '#59a14f', '#e15759', '#4e79a7', '#1b3a6b', '#b07aa1']
const shapes = [
  'cross',
  'diamond',
  'square',
  'triangle-up',
  'triangle-down',
  'circle',
  'triangle-right',
  'triangle-left',
  'circle',
]

/** Colour and shape say the same: prints and eyes without colour have the shape. */
function coded(field: string, domain: readonly string[], range: readonly string[] = colours) {
  const named = { field, type: 'nominal', title: null, legend: { orient: 'right', columns: 1 } } as const
  return {
    color: { ...named, scale: { domain: [...domain], range: range.slice(0, domain.length) } },
    shape: { ...named, scale: { domain: [...domain], range: shapes.slice(0, domain.length) } },
  } as const
}

/** Powers of ten from the least to the most of the numbers: their labels never crowd. */
function decades(numbers: readonly number[]): number[] {
  const logs = numbers.map(Math.log10)
  const [from, to] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))]
  return Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at))
}

function logAxis(field: string, title: string, numbers: readonly number[], labelExpr?: string) {
  const values = decades(numbers)
  const domain = [values[0] ?? 1, values.at(-1) ?? 1]
  return {
    field,
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain, nice: false },
    axis: { title, values, labelExpr: labelExpr ?? 'format(datum.value, datum.value < 1 ? "~r" : "~s")' },
  }
}

const gapLabels = `datum.value <= ${leastGapBp} ? "≤ ${leastGapBp}" : format(datum.value, datum.value < 1 ? "~r" : "~s")`

interface Measured {
  case: string
  size: string
  /** Intents × pools × slots, multiplied. */
  arcs: number
  strategy: string
  ms: number
  gap: number
  most: number
}

/** Rows that were solved and have a proven bound beside them. */
function measured(rows: readonly BenchRow[]): Measured[] {
  return rows.flatMap(({ case: name, size, strategy, p50Ms, gapBp }) => {
    if (p50Ms === undefined || !gapBp) return []
    const [gap, most] = [gapBp.p50, gapBp.max].map((bp) => Math.max(leastGapBp, bp)) as [number, number]
    return [{ case: name, size: size.replaceAll('×', ' × '), arcs: arcsOf(size), strategy, ms: p50Ms, gap, most }]
  })
}

const arcsOf = (size: string): number => size.split('×').reduce((product, factor) => product * Number(factor), 1)

const namesOf = <T>(items: readonly T[], name: (item: T) => string): string[] => [...new Set(items.map(name))]

/** Median gap against median time, one panel for each case. */
export function gapOverTime({ rows }: BenchReport): Chart {
  const values = measured(rows)
  if (values.length === 0) return { lacks: 'no strategy has both a time and a gap' }
  const panelOf = (row: Measured): string => `${row.case}  ${row.size}`
  const panels = namesOf(values, panelOf)
  const strategies = namesOf(rows, ({ strategy }) => strategy)
  return {
    spec: {
      ...look,
      data: { values: values.map((row) => ({ ...row, panel: panelOf(row) })) },
      facet: { field: 'panel', type: 'nominal', sort: panels, title: null },
      columns: 3,
      spacing: 18,
      spec: {
        width: 215,
        height: 170,
        mark: { type: 'point', filled: true, size: 80 },
        encoding: {
          x: logAxis(
            'ms',
            'median time, ms',
            values.map(({ ms }) => ms),
          ),
          y: logAxis(
            'gap',
            'median gap, bp',
            values.map(({ gap }) => gap),
            gapLabels,
          ),
          ...coded('strategy', strategies),
        },
      },
    },
  }
}

/** Generated alike, over one slot: a line joins their times. */
const family = ['tiny', 'thin', 'few-pools', 'joint', 'huge']

/** Sizes nearer to each other than this factor share a label. */
const oneLabel = 1.3

interface Timed {
  case: string
  arcs: number
  ms: number
  /** A strategy, or an engine. */
  series: string
  /** What an engine solves. */
  program?: string
}

/** Names of cases above their sizes. */
function sizeLabels(rows: readonly Timed[]): { arcs: number; cases: string }[] {
  const labels: { arcs: number; names: string[] }[] = []
  for (const { case: name, arcs } of rows.toSorted((a, b) => a.arcs - b.arcs)) {
    const last = labels.at(-1)
    if (!last || arcs > last.arcs * oneLabel) labels.push({ arcs, names: [name] })
    else if (!last.names.includes(name)) last.names.push(name)
  }
  return labels.map(({ arcs, names }) => ({ arcs, cases: names.join(', ') }))
}

/** Median time against the size of the market; the engines' on their programs below. */
export function timeOverSize({ rows, peers }: BenchReport): Chart {
  const strategies = rows.flatMap(({ case: name, size, strategy, p50Ms }): Timed[] =>
    p50Ms === undefined ? [] : [{ case: name, arcs: arcsOf(size), series: strategy, ms: p50Ms }],
  )
  const engines = peers.flatMap(({ case: name, size, engine, p50Ms }): Timed[] => {
    const comma = engine.lastIndexOf(', ')
    const [series, program] = [engine.slice(0, comma), engine.slice(comma + 2)]
    return p50Ms === null ? [] : [{ case: name, arcs: arcsOf(size), series, program, ms: p50Ms }]
  })
  if (strategies.length === 0) return { lacks: 'no strategy has a time' }
  const all = [...strategies, ...engines]
  const x = logAxis(
    'arcs',
    'intents × pools × slots',
    all.map(({ arcs }) => arcs),
    '"10" + ["⁰","¹","²","³","⁴","⁵","⁶","⁷","⁸","⁹","¹⁰","¹¹","¹²"][round(log(datum.value) / LN10)]',
  )
  const y = logAxis(
    'ms',
    'median time, ms',
    all.map(({ ms }) => ms),
  )
  const panel = (title: string, own: readonly Timed[], code: ReturnType<typeof coded>, each: readonly string[]) => ({
    title: { text: title, offset: 8 },
    width: 480,
    height: 280,
    layer: [
      {
        data: { values: own.filter((row) => family.includes(row.case)) },
        mark: { type: 'line', strokeWidth: 1.2 },
        encoding: { x, y, color: code.color, detail: each.map((field) => ({ field })) },
      },
      { data: { values: own }, mark: { type: 'point', filled: true, size: 70 }, encoding: { x, y, ...code } },
      {
        data: { values: sizeLabels(own) },
        mark: { type: 'text', angle: 300, align: 'left', baseline: 'middle', dx: 6, fontSize: 11, color: '#444' },
        encoding: { x, y: { value: 0 }, text: { field: 'cases' } },
      },
    ],
  })
  const panels = [
    panel(
      'Strategies, from market to answer',
      strategies,
      coded(
        'series',
        namesOf(strategies, ({ series }) => series),
      ),
      ['series'],
    ),
  ]
  if (engines.length > 0) {
    const { color } = coded(
      'series',
      namesOf(engines, ({ series }) => series),
      ['#4e79a7', '#e15759', '#59a14f'],
    )
    const { shape } = coded(
      'program',
      namesOf(engines, ({ program }) => program ?? ''),
    )
    panels.push(panel('Engines, one solve of one program', engines, { color, shape }, ['series', 'program']))
  }
  return {
    spec: {
      ...look,
      vconcat: panels,
      spacing: 24,
      resolve: { scale: { color: 'independent', shape: 'independent' } },
    } as TopLevelSpec,
    ...(engines.length === 0 ? { lacks: 'no engine was timed' } : {}),
  }
}

/** Pairs of a thin market and a thick one that are made alike. */
const pairs = [
  { title: 'generated', thin: 'thin', thick: 'joint' },
  { title: 'from published facts', thin: 'facts-thin', thick: 'facts-thick' },
] as const

/** Gap of each strategy in a thin market and a thick one: median, and a line to the worst. */
export function thinAgainstThick({ rows }: BenchReport): Chart {
  const all = measured(rows)
  const strategies = namesOf(rows, ({ strategy }) => strategy)
  const missing: string[] = []
  const markets = ['thin', 'thick']
  const x = logAxis(
    'gap',
    'gap, bp: median, and a line to the worst',
    all.flatMap(({ gap, most }) => [gap, most]),
    gapLabels,
  )
  const panels = pairs.flatMap(({ title, thin, thick }) => {
    const values = all.flatMap((row) => {
      if (row.case !== thin && row.case !== thick) return []
      return [{ ...row, market: row.case === thin ? 'thin' : 'thick' }]
    })
    for (const name of [thin, thick]) {
      const without = strategies.filter((one) => !all.some((row) => row.case === name && row.strategy === one))
      if (without.length > 0)
        missing.push(`${name} without ${without.length === strategies.length ? 'any row' : without.join(', ')}`)
    }
    if (values.length === 0) return []
    const code = { field: 'market', type: 'nominal', title: null, legend: { orient: 'top' } } as const
    const color = { ...code, scale: { domain: markets, range: ['#e15759', '#4e79a7'] } }
    const shape = { ...code, scale: { domain: markets, range: ['circle', 'square'] } }
    const y = { field: 'strategy', type: 'nominal', sort: strategies, scale: { domain: strategies }, title: null }
    const yOffset = { field: 'market', type: 'nominal', scale: { domain: markets } }
    return [
      {
        title: [title, ...namesOf(values, (row) => `${row.market}: ${row.case} ${row.size}`)],
        width: 360,
        height: { step: 13 },
        data: { values },
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: { x, x2: { field: 'most' }, y, yOffset, color },
          },
          { mark: { type: 'point', filled: true, size: 70 }, encoding: { x, y, yOffset, color, shape } },
        ],
      },
    ]
  })
  const lacks = missing.join('; ')
  if (panels.length === 0) return { lacks }
  const spec = { ...look, hconcat: panels, spacing: 24 } as TopLevelSpec
  return lacks === '' ? { spec } : { spec, lacks }
}
