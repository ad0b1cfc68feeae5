import type { ExplanationCode, ExplanationFacts, OwnPurchase } from './Explanation.ts'

/** Millionths as a decimal: two places, six where two would say nothing. */
function decimal(millionths: bigint): string {
  const places = millionths < 1_000_000n ? 6 : 2
  const scale = 10n ** BigInt(6 - places)
  const rounded = (millionths + scale / 2n) / scale
  const one = 10n ** BigInt(places)
  return `${rounded / one}.${(rounded % one).toString().padStart(places, '0')}`
}

function percent(bps: bigint): string {
  return bps < 10n ? 'less than 0.1%' : `${bps / 100n}.${(bps % 100n) / 10n}%`
}

/** How far `value` is above or below the limit, in basis points. */
export function distanceBps(value: bigint, limit: bigint): bigint {
  const distance = value > limit ? value - limit : limit - value
  return limit === 0n ? 0n : (distance * 10_000n) / limit
}

const beside = ({ payment, limit }: Pick<OwnPurchase, 'payment' | 'limit'>): string =>
  `${percent(distanceBps(payment, limit))} ${payment > limit ? 'above' : 'below'} its limit`

const few = (count: bigint | number, noun: string): string => `${count} ${noun}${BigInt(count) === 1n ? '' : 's'}`

type Shape = { reach: bigint; minWork: bigint } & Partial<OwnPurchase>

/** A rule of shape binds: by what can be had within it, or by what that costs. */
function shape(within: string, without: string, { reach, minWork, payment, limit }: Shape): string {
  return payment === undefined || limit === undefined
    ? `${within} it can have ${reach} H100-seconds; it wants at least ${minWork}.`
    : `${within} it costs ${payment}, ${beside({ payment, limit })}; ${without} it does not.`
}

function own({ payment, margin }: OwnPurchase & { margin: bigint }): string {
  return `It pays ${payment}${margin > 0n ? ` (${margin} to the solver)` : ''}`
}

type Sentences = { [Code in ExplanationCode]: (facts: ExplanationFacts[Code]) => string }

const sentences: Sentences = {
  'unserved/wrong-token': () => "It does not pay in this market's token.",
  'unserved/no-pool': ({ pools, soldOut, ...removed }) => {
    if (pools === 0) return 'There are no pools.'
    const named = { class: 'other class', region: 'other region', tier: 'lower tier', window: 'other hours' } as const
    const counts = Object.entries(named).map(([rule, name]) => [removed[rule as keyof typeof named], name] as const)
    const said = [...counts, [soldOut, 'sold out'] as const].filter(([count]) => count > 0)
    return `None of ${few(pools, 'pool')}: ${said.map(([count, name]) => `${count} ${name}`).join(', ')}.`
  },
  'unserved/capacity-gone': ({ reach, before, minWork }) =>
    `It wants at least ${minWork} H100-seconds; ${reach} are left${before > reach ? `, ${before} before this batch` : ''}.`,
  'unserved/too-expensive': ({ price, limit, aboveBps, isNext }) =>
    `${isNext ? 'The cheapest left costs' : 'What is left costs'} ${decimal(price)} per H100-second, ${percent(aboveBps)} above its limit of ${decimal(limit)}.`,
  'unserved/min-units': (facts) => shape(`In fills of ${facts.minUnits} units or more`, 'in smaller ones', facts),
  'unserved/contiguous': (facts) => shape('In consecutive slots', 'otherwise', facts),
  'unserved/max-pools': ({ maxPools, needed, payment, limit }) =>
    payment === undefined || limit === undefined
      ? `It would take ${few(needed, 'pool')}; it allows ${maxPools}.`
      : `In ${few(maxPools, 'pool')} it costs ${payment}, ${beside({ payment, limit })}; in more it does not.`,
  'unserved/batch-full': (facts) =>
    `It could be had for ${facts.payment}, ${beside(facts)}, but the batch has no gas left.`,
  'unserved/no-bid': (facts) => `It could be had for ${facts.payment}, ${beside(facts)}; no winner serves it.`,
  'unserved/not-examined': ({ reach, price }) =>
    `${reach} H100-seconds are left from ${decimal(price)} each; its other rules were not examined.`,
  'served/best': ({ alternative, ...facts }) =>
    `${own(facts)}; ${alternative === undefined ? 'nothing else is left for it' : `a purchase of its own costs ${alternative}`}.`,
  'served/dearer': ({ alternative, ...facts }) => `${own(facts)}; a purchase of its own would cost ${alternative}.`,
  'served/in-part': ({ filledWork, work, price, limitPrice }) => {
    const got = `It got ${filledWork} of ${work} H100-seconds`
    if (price === undefined) return `${got}; nothing more is left.`
    if (price > limitPrice) return `${got}; more costs ${decimal(price)} each, its limit is ${decimal(limitPrice)}.`
    return `${got}; more is to be had from ${decimal(price)} each.`
  },
}

/** The facts in one line of plain ASCII. */
export function describeExplanation<Code extends ExplanationCode>(code: Code, facts: ExplanationFacts[Code]): string {
  return sentences[code](facts)
}
