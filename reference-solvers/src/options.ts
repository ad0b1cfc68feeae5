/** What every reference strategy can be told. */
export interface StrategyOptions {
  /** What to earn, in basis points of each product's price, where its buyers can bear it. Default 0. */
  marginBps?: bigint
}
