import { outcomeHash, productId, type Solution, slugId } from '@walras/intents-schema'
import fc from 'fast-check'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import type { ProblemIntent } from '../market/Problem.ts'
import { dropIntents } from './dropIntents.ts'
import { evaluateSolution } from './evaluateSolution.ts'
import { checkFairness } from './fairness.ts'
import { resolveAuction } from './resolveAuction.ts'
import { bidOf, commitmentOf, fill, firstSlot, intent, pool, scenario, slotSeconds, solve } from './scenario.fixture.ts'

const owners = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay']
const operators = ['a', 'b', 'us']
const problem = scenario({
  pools: [pool('a'), pool('b'), pool('us', { region: slugId('us-east') })],
  intents: owners.map((owner) => intent(owner, { minWork: 1n })),
})
const idOf = (index: number): Hex => (problem.intents[index] as ProblemIntent).id

/** One or two fills for some of the owners; not all of them obey the rules. */
const solutions: fc.Arbitrary<Solution> = fc
  .tuple(
    fc.uniqueArray(
      fc.record({
        owner: fc.constantFrom(...owners),
        operator: fc.constantFrom(...operators),
        slot: fc.integer({ min: 0, max: 1 }),
        units: fc.integer({ min: 600, max: 3600 }),
      }),
      { minLength: 1, maxLength: 8, selector: ({ owner, operator, slot }) => `${owner}/${operator}/${slot}` },
    ),
    fc.integer({ min: 0, max: 30 }),
  )
  .map(([fills, margin]) =>
    solve(
      problem,
      fills.map(({ owner, operator, slot, units }) =>
        fill(problem, owner, operator, { slot: firstSlot + BigInt(slot), units: BigInt(units) }),
      ),
      BigInt(margin),
    ),
  )
const droppedSets = fc.subarray(owners.map((_, index) => idOf(index)))

describe('dropIntents', () => {
  test('property: exactly the fills of the dropped are gone, and what only they bought', () => {
    fc.assert(
      fc.property(solutions, droppedSets, (solution, ids) => {
        const rest = dropIntents(problem, solution, new Set(ids))
        expect(rest.fills).toEqual(solution.fills.filter(({ intent }) => !ids.includes(idOf(intent))))
        const bought = new Set(
          rest.fills.map(({ pool, slot }) => {
            const { gpuClass, region, tier } = problem.snapshot.pools[pool] as (typeof problem.snapshot.pools)[0]
            return productId({ gpuClass, region, tier, slot })
          }),
        )
        expect(rest.products).toEqual(solution.products.filter((product) => bought.has(productId(product))))
      }),
    )
  })

  test('property: without anybody to drop it is the same solution', () => {
    fc.assert(
      fc.property(solutions, (solution) => {
        expect(dropIntents(problem, solution, new Set())).toBe(solution)
      }),
    )
  })

  test('property: dropping one after the other is dropping both', () => {
    fc.assert(
      fc.property(solutions, droppedSets, droppedSets, (solution, some, others) => {
        const inTurn = dropIntents(problem, dropIntents(problem, solution, new Set(some)), new Set(others))
        expect(inTurn).toEqual(dropIntents(problem, solution, new Set([...some, ...others])))
      }),
    )
  })

  test('behavior: what was wrong with a solution stays wrong', () => {
    const [sound] = [solve(problem, [fill(problem, 'ann', 'a'), fill(problem, 'bob', 'us')])]
    const [spare] = solve(problem, [fill(problem, 'cat', 'a', { slot: firstSlot + 1n })]).products
    const products = [...sound.products, ...(spare ? [spare] : [])]
    products.sort((a, b) => (productId(a) < productId(b) ? -1 : 1))
    const rest = dropIntents(problem, { ...sound, products }, new Set([idOf(sound.fills[0]?.intent ?? 0)]))
    expect(() => evaluateSolution(problem, rest)).toThrow(/no fill buys it/)
  })
})

describe('resolveAuction without dropped intents', () => {
  const bids = fc
    .array(solutions, { minLength: 1, maxLength: 3 })
    .map((list) => list.map((solution, index) => bidOf(`solver ${index}`, [solution])))
  const resolve = (list: ReturnType<typeof bidOf>[], ids: readonly Hex[]) =>
    resolveAuction({
      problem,
      commitments: list.map(commitmentOf),
      bids: list,
      dropped: new Map(ids.map((id) => [id, 'cancelled its nonce'])),
    })

  test('property: nobody dropped is served, and winners obey every rule', () => {
    fc.assert(
      fc.property(bids, droppedSets, (list, ids) => {
        const { winners, outcome } = resolve(list, ids)
        for (const { evaluation } of winners) {
          for (const { intent } of evaluation.served) expect(ids).not.toContain(idOf(intent))
          const again = evaluateSolution(problem, evaluation.solution)
          checkFairness(problem, again)
          expect(again.score).toBe(evaluation.score)
        }
        expect(outcome.bids).toHaveLength(list.length)
      }),
    )
  })

  test('property: whatever the order of bids and of the dropped, the outcome is the same', () => {
    fc.assert(
      fc.property(bids, droppedSets, (list, ids) => {
        const one = resolve(list, ids)
        const other = resolve([...list].reverse(), [...ids].reverse())
        expect(outcomeHash(other.outcome)).toBe(outcomeHash(one.outcome))
      }),
    )
  })

  test('property: a bid that broke the rules does not come to stand on them by a drop', () => {
    fc.assert(
      fc.property(bids, droppedSets, (list, ids) => {
        const before = resolve(list, []).outcome.bids
        const after = resolve(list, ids).outcome.bids
        for (const { bidHash, status, code } of before)
          if (status === 'invalid' || status === 'unfair')
            expect(after.find((bid) => bid.bidHash === bidHash)).toMatchObject({ status, code })
      }),
    )
  })

  test('default: the same bid goes on winning without the griefer', () => {
    const bid = bidOf('solver', [solve(problem, [fill(problem, 'ann', 'a'), fill(problem, 'bob', 'b')])])
    const griefer = problem.intents.findIndex(({ signed }) => signed.owner === intent('bob').owner)
    const { outcome, winners } = resolve([bid], [idOf(griefer)])
    expect(outcome.bids).toMatchObject([{ status: 'won' }])
    expect(winners[0]?.evaluation.served.map(({ intent }) => problem.intents[intent]?.signed.owner)).toEqual([
      intent('ann').owner,
    ])
  })

  test('behavior: a bid for the griefer alone has lost, and that is not its fault', () => {
    const bid = bidOf('solver', [solve(problem, [fill(problem, 'bob', 'b')])])
    const griefer = problem.intents.findIndex(({ signed }) => signed.owner === intent('bob').owner)
    expect(resolve([bid], [idOf(griefer)]).outcome.bids).toMatchObject([
      { status: 'lost', code: 'bid/intents-dropped', reason: 'Every intent it serves was dropped from the auction.' },
    ])
  })

  test('behavior: a bid that does not stand without the griefer has lost, and is not called unfair for it', () => {
    // Bob needs more than one cheap pool has, and leaves ann the dear one; both pay the average.
    const finishBy = (firstSlot + 1n) * slotSeconds
    const work = 52_000n
    const dear = scenario({
      pools: [
        pool('cheap'),
        pool('cheap too'),
        pool('dear', { ladder: [{ tickLower: 69_200, tickUpper: 70_500, liquidityPerGpu: 9_000_000n }] }),
      ],
      intents: [intent('ann', { finishBy }), intent('bob', { work, minWork: work, maxPayment: 50_000_000n, finishBy })],
    })
    const bid = bidOf('solver', [
      solve(dear, [
        fill(dear, 'ann', 'dear'),
        fill(dear, 'bob', 'cheap', { units: work / 2n }),
        fill(dear, 'bob', 'cheap too', { units: work / 2n }),
      ]),
    ])
    const parameters = { problem: dear, commitments: [commitmentOf(bid)], bids: [bid] }
    expect(resolveAuction(parameters).outcome.bids).toMatchObject([{ status: 'won' }])
    const id = dear.intents.find(({ signed }) => signed.owner === intent('bob').owner)?.id as Hex
    const dropped = new Map([[id, 'cancelled its nonce']])
    expect(resolveAuction({ ...parameters, dropped }).outcome.bids).toMatchObject([
      { status: 'lost', code: 'bid/intents-dropped', reason: expect.stringMatching(/^It does not stand without/) },
    ])
  })
})
