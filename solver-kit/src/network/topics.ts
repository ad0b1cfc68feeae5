import { type Market, marketId } from '@walras/intents-schema'

export const topicKinds = ['intents', 'auctions', 'commitments', 'bids', 'outcomes'] as const

/** What a topic carries. */
export type TopicKind = (typeof topicKinds)[number]

/** The names of a market on the network. The market's id keeps two markets' traffic apart. */
export interface MarketNames {
  topics: Readonly<Record<TopicKind, string>>
  /** Stream protocols. */
  fetch: string
  receipt: string
}

/**
 * @example
 * ```ts
 * marketNames(deployment).topics.intents // '/walras/1/6f1c…/intents'
 * ```
 */
export function marketNames(market: Market): MarketNames {
  const prefix = `/walras/1/${marketId(market).slice(2)}`
  return {
    topics: {
      intents: `${prefix}/intents`,
      auctions: `${prefix}/auctions`,
      commitments: `${prefix}/commitments`,
      bids: `${prefix}/bids`,
      outcomes: `${prefix}/outcomes`,
    },
    fetch: `${prefix}/fetch/1`,
    receipt: `${prefix}/receipt/1`,
  }
}
