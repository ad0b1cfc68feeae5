import { describe, expect, test } from 'vitest'
import { type CraftProblemParameters, craftedFirstSlot, craftProblem } from '../../backtest/craftProblem.ts'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { hardProblems } from '../../backtest/hardProblems.ts'
import type { Problem } from '../../market/Problem.ts'
import { bestPlacement } from '../../routing/bestPlacement.ts'
import { finishPlan } from '../../routing/finishPlan.ts'
import { createMarketModel } from '../../routing/MarketModel.ts'
import { Plan } from '../../routing/Plan.ts'
import { canonicalSolution } from '../canonicalSolution.ts'
import { type Evaluation, evaluateSolution } from '../evaluateSolution.ts'
import { createExplainer, explainIntent } from './explainIntent.ts'

const hour = 3600n
const usual = { work: hour, maxPayment: 2_400_000n }
/** The intent that is asked about is the crafted one with nonce 0. */
const asked = (problem: Problem): number => problem.intents.findIndex(({ signed }) => signed.nonce === 0n)
const placeOf = (problem: Problem, nonce: bigint): number =>
  problem.intents.findIndex(({ signed }) => signed.nonce === nonce)

function explainCrafted(parameters: CraftProblemParameters) {
  const problem = craftProblem(parameters)
  return explainIntent(problem, asked(problem))
}

/** Greedy in the order of ids. */
function serve(problem: Problem, allow: (intent: number) => boolean = () => true): Evaluation[] {
  const plan = new Plan(createMarketModel(problem))
  for (const intent of problem.intents.keys()) {
    const placement = allow(intent) ? bestPlacement(plan, intent) : undefined
    if (placement) plan.place(placement)
  }
  const solution = finishPlan(plan)
  return solution ? [evaluateSolution(problem, solution)] : []
}

describe('not served: by its own wishes', () => {
  test('unserved/wrong-token', () => {
    const wanted = '0x000000000000000000000000000000000000dEaD'
    const { code, reason } = explainCrafted({ pools: [{ gpus: 8 }], intents: [{ ...usual, token: wanted }] })
    expect(code).toBe('unserved/wrong-token')
    expect(reason).toMatchInlineSnapshot(`"It does not pay in this market's token."`)
  })

  test('unserved/no-pool: which rule removed which pool, the first that each breaks', () => {
    const { code, reason, facts } = explainCrafted({
      pools: [
        { gpuClass: 'l4-24gb' },
        { gpuClass: 'l4-24gb', region: 'us-east' },
        { region: 'us-east' },
        { tier: 0 },
        { tier: 1, sold: [hour, hour, hour] },
        { tier: 1, gpus: 0 },
      ],
      slots: 3,
      intents: [{ ...usual, regions: ['eu-north'], minTier: 1n }],
    })
    expect(code).toBe('unserved/no-pool')
    expect(facts).toEqual({ pools: 6, class: 2, region: 1, tier: 1, window: 0, soldOut: 2 })
    expect(reason).toMatchInlineSnapshot(`"None of 6 pools: 2 other class, 1 other region, 1 lower tier, 2 sold out."`)
  })

  test('unserved/no-pool: other hours, and none at all', () => {
    const startAfter = craftedFirstSlot * hour + 1n
    const late = explainCrafted({ pools: [{}], intents: [{ ...usual, startAfter }] })
    expect(late.facts).toEqual({ pools: 1, class: 0, region: 0, tier: 0, window: 1, soldOut: 0 })
    expect(late.reason).toMatchInlineSnapshot(`"None of 1 pool: 1 other hours."`)
    expect(explainCrafted({ pools: [], intents: [usual] }).reason).toMatchInlineSnapshot(`"There are no pools."`)
  })

  test('unserved/capacity-gone', () => {
    const { code, reason, facts } = explainCrafted({
      pools: [{}],
      intents: [{ work: 2n * hour, maxPayment: 9_000_000n }],
    })
    expect(code).toBe('unserved/capacity-gone')
    expect(facts).toEqual({ reach: hour, before: hour, minWork: 2n * hour })
    expect(reason).toMatchInlineSnapshot(`"It wants at least 7200 H100-seconds; 3600 are left."`)
  })

  test('unserved/too-expensive: the next unit', () => {
    const { code, reason, facts } = explainCrafted({ pools: [{}], intents: [{ ...usual, maxPayment: 1_440_000n }] })
    expect(code).toBe('unserved/too-expensive')
    expect(facts).toMatchObject({ limit: 400_000_000n, isNext: true })
    expect(reason).toMatchInlineSnapshot(
      `"The cheapest left costs 499.99 per H100-second, 24.9% above its limit of 400.00."`,
    )
  })

  test('unserved/too-expensive: not its first unit, but all that it must have', () => {
    const { code, reason, facts } = explainCrafted({
      pools: [{ prices: [500, 900] }],
      intents: [{ ...usual, maxPayment: 1_900_000n }],
    })
    expect(code).toBe('unserved/too-expensive')
    expect(facts).toMatchObject({ isNext: false })
    expect(reason).toMatchInlineSnapshot(
      `"What is left costs 670.80 per H100-second, 27.0% above its limit of 527.78."`,
    )
  })

  test('unserved/min-units: too little in large fills', () => {
    const { code, reason, facts } = explainCrafted({
      pools: [{ sold: [1800n] }, { sold: [1800n] }, { sold: [1799n] }],
      intents: [{ ...usual, minUnits: 1801n }],
    })
    expect(code).toBe('unserved/min-units')
    expect(facts).toEqual({ minUnits: 1801n, reach: 1801n, minWork: hour })
    expect(reason).toMatchInlineSnapshot(
      `"In fills of 1801 units or more it can have 1801 H100-seconds; it wants at least 3600."`,
    )
  })

  test('unserved/min-units: large fills are too dear', () => {
    const { code, reason, facts } = explainCrafted({
      pools: [{ prices: [300, 310], sold: [1800n] }, { prices: [300, 310], sold: [1800n] }, { prices: [800, 810] }],
      intents: [{ ...usual, minUnits: hour }],
    })
    expect(code).toBe('unserved/min-units')
    expect(facts).toMatchObject({ limit: 2_400_000n, filledWork: hour })
    expect(reason).toMatchInlineSnapshot(
      `"In fills of 3600 units or more it costs 2897924, 20.7% above its limit; in smaller ones it does not."`,
    )
  })

  test('unserved/contiguous: too little in one run', () => {
    const { code, reason, facts } = explainCrafted({
      pools: [{ sold: [0n, 3000n, 0n] }],
      slots: 3,
      intents: [{ work: 2n * hour, maxPayment: 4_800_000n, contiguous: true }],
    })
    expect(code).toBe('unserved/contiguous')
    expect(facts).toEqual({ reach: hour, minWork: 2n * hour })
    expect(reason).toMatchInlineSnapshot(
      `"In consecutive slots it can have 3600 H100-seconds; it wants at least 7200."`,
    )
  })

  test('unserved/contiguous: runs are too dear', () => {
    const { code, reason, facts } = explainCrafted({
      pools: [{ prices: [300, 310], sold: [0n, hour, 0n] }, { prices: [900, 910] }],
      slots: 3,
      intents: [{ work: 2n * hour, maxPayment: 3_600_000n, contiguous: true, maxPools: 1n }],
    })
    expect(code).toBe('unserved/contiguous')
    expect(facts).toMatchObject({ limit: 3_600_000n })
    expect(reason).toMatchInlineSnapshot(
      `"In consecutive slots it costs 4343772, 20.6% above its limit; otherwise it does not."`,
    )
  })

  test('unserved/max-pools: it takes more', () => {
    const { code, reason, facts } = explainCrafted({
      pools: [{}, {}, {}],
      intents: [{ work: 3n * hour, maxPayment: 7_200_000n, maxPools: 2n }],
    })
    expect(code).toBe('unserved/max-pools')
    expect(facts).toEqual({ maxPools: 2n, needed: 3, reach: 2n * hour, minWork: 3n * hour })
    expect(reason).toMatchInlineSnapshot(`"It would take 3 pools; it allows 2."`)
  })

  test.each([false, true])('unserved/max-pools: one is too dear, several are not (contiguous: %s)', (contiguous) => {
    const { code, reason, facts } = explainCrafted({
      pools: [{ prices: [300, 310] }, { prices: [300, 310] }, { prices: [900, 910], gpus: 2 }],
      intents: [{ work: 2n * hour, maxPayment: 3_600_000n, maxPools: 1n, contiguous }],
    })
    expect(code).toBe('unserved/max-pools')
    expect(facts).toMatchObject({ maxPools: 1n, needed: 1, limit: 3_600_000n })
    expect(reason).toMatch(/^In 1 pool it costs 65\d{5}, 8\d.\d% above its limit; in more it does not.$/)
  })

  test('unserved/no-bid', () => {
    const { code, reason, facts } = explainCrafted({ pools: [{}], intents: [usual] })
    expect(code).toBe('unserved/no-bid')
    expect(facts).toMatchObject({ filledWork: hour, limit: 2_400_000n })
    expect(reason).toMatchInlineSnapshot(`"It could be had for 1971735, 17.8% below its limit; no winner serves it."`)
  })
})

describe('not served: by what the winners took', () => {
  const pair = (change: object, pools: CraftProblemParameters['pools'] = [{}]) => {
    const problem = craftProblem({ pools, intents: [{ ...usual, ...change }, usual] })
    const winners = serve(problem, (intent) => intent === placeOf(problem, 1n))
    expect(winners[0]?.served).toHaveLength(1)
    return explainIntent(problem, asked(problem), winners)
  }

  test('unserved/capacity-gone: says what there was before', () => {
    const { code, reason, facts } = pair({})
    expect(code).toBe('unserved/capacity-gone')
    expect(facts).toEqual({ reach: 0n, before: hour, minWork: hour })
    expect(reason).toMatchInlineSnapshot(`"It wants at least 3600 H100-seconds; 0 are left, 3600 before this batch."`)
  })

  test('unserved/too-expensive: says what it cost before', () => {
    const { code, reason, facts } = pair({ maxPayment: 2_000_000n }, [{ gpus: 2 }])
    expect(code).toBe('unserved/too-expensive')
    const { price, before, limit } = facts as { price: bigint; before: bigint; limit: bigint }
    expect(before).toBeLessThan(limit)
    expect(price).toBeGreaterThan(limit)
    expect(reason).toMatchInlineSnapshot(`"What is left costs 572.65 per H100-second, 3.0% above its limit of 555.56."`)
  })

  test('unserved/batch-full', () => {
    const small = craftProblem({ pools: [{ gpus: 8 }], intents: [usual, usual] })
    const winners = serve(small, (intent) => intent === placeOf(small, 1n))
    const gas = winners[0]?.gas ?? 0
    // One more order of the same pool slot: 57k and an option, a fill.
    const extra = 57_000 + 850 + 9_500
    const full = { ...small, maxGas: gas + extra - 1 }
    const { code, reason, facts } = explainIntent(full, asked(full), winners)
    expect(code).toBe('unserved/batch-full')
    expect(facts).toMatchObject({ gas: extra, gasLeft: extra - 1 })
    expect(reason).toMatchInlineSnapshot(
      `"It could be had for 1860299, 22.4% below its limit, but the batch has no gas left."`,
    )
    const roomy = { ...small, maxGas: gas + extra }
    expect(explainIntent(roomy, asked(roomy), winners).code).toBe('unserved/no-bid')
  })
})

describe('served', () => {
  const slot = craftedFirstSlot
  const poolAt = (problem: Problem, operator: number): number =>
    problem.snapshot.pools.findIndex((pool) => BigInt(pool.operator) === BigInt(operator + 1))
  const single = (problem: Problem, operator: number, { units = hour, marginBps = 0n } = {}) => {
    const fill = { intent: asked(problem), pool: poolAt(problem, operator), slot, hardware: 0, units }
    return [evaluateSolution(problem, canonicalSolution(problem, [fill], { marginBps }))]
  }

  test('served/best: nothing else is cheaper', () => {
    const problem = craftProblem({ pools: [{}, { prices: [600, 610] }], intents: [usual] })
    const { code, reason, facts } = explainIntent(problem, asked(problem), single(problem, 0))
    expect(code).toBe('served/best')
    const { payment, alternative } = facts as { payment: bigint; alternative: bigint }
    // Its own purchase, taken back and made again.
    expect(alternative).toBe(payment)
    expect(reason).toMatchInlineSnapshot(`"It pays 1971735; a purchase of its own costs 1971735."`)
  })

  test('served/dearer: another pool, or the solver took a margin', () => {
    const problem = craftProblem({ pools: [{}, { prices: [600, 610] }], intents: [usual] })
    const other = explainIntent(problem, asked(problem), single(problem, 1))
    expect(other.code).toBe('served/dearer')
    expect(other.reason).toMatchInlineSnapshot(`"It pays 2177895; a purchase of its own would cost 1971735."`)
    const margin = explainIntent(problem, asked(problem), single(problem, 0, { marginBps: 500n }))
    expect(margin.code).toBe('served/dearer')
    expect(margin.reason).toMatchInlineSnapshot(
      `"It pays 2070321 (98587 to the solver); a purchase of its own would cost 1971735."`,
    )
  })

  test('served/in-part: more is gone, too dear, or to be had', () => {
    const flexible = { work: 2n * hour, minWork: 1n }
    const gone = craftProblem({ pools: [{}], intents: [{ ...flexible, maxPayment: 4_800_000n }] })
    expect(explainIntent(gone, asked(gone), single(gone, 0)).reason).toMatchInlineSnapshot(
      `"It got 3600 of 7200 H100-seconds; nothing more is left."`,
    )
    const dear = craftProblem({
      pools: [{}, { prices: [900, 910] }],
      intents: [{ ...flexible, maxPayment: 4_800_000n }],
    })
    expect(explainIntent(dear, asked(dear), single(dear, 0)).reason).toMatchInlineSnapshot(
      `"It got 3600 of 7200 H100-seconds; more costs 899.97 each, its limit is 666.67."`,
    )
    const more = single(dear, 0, { units: 1800n })
    const { code, reason } = explainIntent(dear, asked(dear), more)
    expect(code).toBe('served/in-part')
    expect(reason).toMatchInlineSnapshot(`"It got 1800 of 7200 H100-seconds; more is to be had from 546.57 each."`)
  })
})

describe('in any market', () => {
  const problems = [
    ...hardProblems(),
    { name: 'busy', problem: generateProblem({ seed: 7, intents: 300, pools: 24, slots: 6, load: 2 }) },
  ]

  test.each(problems)('behavior: one line of plain text for everybody: $name', ({ problem }) => {
    const winners = serve(problem)
    const explain = createExplainer(problem, winners)
    const served = new Set(winners.flatMap((winner) => winner.served.map(({ intent }) => intent)))
    for (const intent of problem.intents.keys()) {
      const explanation = explain(intent)
      expect(explanation.reason).toMatch(/^[ -~]+$/)
      expect(explanation.code.startsWith(served.has(intent) ? 'served/' : 'unserved/')).toBe(true)
      expect(explainIntent(problem, intent, winners)).toEqual(explanation)
    }
  })

  /** What is said to be possible is: the purchase is added to the winners' and judged by the rules. */
  test.each(problems)('behavior: who could have been served can be, who could not cannot: $name', ({ problem }) => {
    const explain = createExplainer(problem)
    for (const intent of problem.intents.keys()) {
      const { code } = explain(intent)
      const plan = new Plan(createMarketModel(problem))
      const placement = bestPlacement(plan, intent)
      if (placement) plan.place(placement)
      const alone = placement && finishPlan(plan)
      if (alone) expect(code, `intent ${intent} can be served alone`).toMatch(/no-bid|batch-full/)
    }
  })
})

test('behavior: bounded effort: who needs more than a look at single purchases is not examined', () => {
  const problem = craftProblem({
    pools: [{}, {}, {}],
    intents: [
      { work: 3n * hour, maxPayment: 7_200_000n, maxPools: 2n },
      { work: 3n * hour, maxPayment: 7_200_000n, maxPools: 1n },
      usual,
      { ...usual, maxPayment: 1n },
    ],
  })
  const explain = createExplainer(problem, [], 6)
  const codes = problem.intents.map(({ signed }, intent) => [signed.nonce, explain(intent)] as const)
  const coded = (nonce: bigint) => codes.find(([own]) => own === nonce)?.[1]
  // Two rules, three offers: enough for whoever comes first.
  const needy = [coded(0n)?.code, coded(1n)?.code]
  expect(needy.sort()).toEqual(['unserved/max-pools', 'unserved/not-examined'])
  expect([coded(2n)?.code, coded(3n)?.code]).toEqual(['unserved/no-bid', 'unserved/too-expensive'])
  expect(createExplainer(problem, [], 0)(asked(problem)).reason).toMatchInlineSnapshot(
    `"10800 H100-seconds are left from 499.99 each; its other rules were not examined."`,
  )
})

test('error: unknown intent', () => {
  const problem = craftProblem({ pools: [{}], intents: [usual] })
  expect(() => explainIntent(problem, 1)).toThrow(expect.objectContaining({ code: 'explain/unknown-intent' }))
})
