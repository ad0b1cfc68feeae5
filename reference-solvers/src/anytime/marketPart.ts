import type { Problem, Proposal } from '@walras/solver-kit/portable'

/** Some of an auction's intents, with everything that is on offer. */
export interface MarketPart {
  problem: Problem
  /** A proposal for the part as one for the whole auction: nobody else is served. */
  toWhole(proposal: Proposal): Proposal
}

/** The `count` intents that may pay most, at least one. */
export function largestIntents(problem: Problem, count: number): MarketPart {
  const { intents } = problem
  const payments = Float64Array.from(intents, ({ signed }) => Number(signed.maxPayment))
  const least = payments.toSorted().at(-count) ?? 0
  let ties = count - payments.reduce((above, payment) => above + (payment > least ? 1 : 0), 0)
  // Ascending, as in the auction: then what is canonical in the part is so in the whole.
  const chosen = Int32Array.from(intents.keys()).filter((index) => {
    const payment = payments[index] as number
    return payment > least || (payment === least && ties-- > 0)
  })
  return {
    problem: { ...problem, intents: Array.from(chosen, (index) => intents[index] as Problem['intents'][number]) },
    toWhole: ({ solutions, certificate }) => ({
      solutions: solutions.map(({ fills, products }) => ({
        fills: fills.map((fill) => ({ ...fill, intent: chosen[fill.intent] as number })),
        products,
      })),
      ...(certificate && { certificate }),
    }),
  }
}
