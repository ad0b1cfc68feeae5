import type { Address } from 'viem'

/** Pools of the auction that cannot serve an intent, each by the first rule that it breaks, in this order. */
export interface RemovedPools {
  pools: number
  /** Of a GPU class that it does not accept. */
  class: number
  region: number
  /** Below its least tier. */
  tier: number
  /** All of the auction's slots begin too early or end too late for it. */
  window: number
  /** Nothing was left there before the auction. */
  soldOut: number
}

/** A purchase of its own, in base units, and the most the intent pays for that work. */
export interface OwnPurchase {
  filledWork: bigint
  payment: bigint
  limit: bigint
}

/** What each reason is made of. Work in H100-seconds, money in token base units. */
export interface ExplanationFacts {
  /** It pays in another token than the market's. */
  'unserved/wrong-token': { token: Address; wanted: Address }
  /** No pool may serve it. */
  'unserved/no-pool': RemovedPools
  /** Of what it accepts there is too little left. `before`: ahead of this batch's purchases. */
  'unserved/capacity-gone': { reach: bigint; before: bigint; minWork: bigint }
  /**
   * What is left costs more than its limit: millionths of a base unit per H100-second, of the next unit (`isNext`), or on
   * average of as much as it must have. `before`: the next unit's, ahead of this batch's purchases.
   */
  'unserved/too-expensive': { price: bigint; limit: bigint; aboveBps: bigint; isNext: boolean; before: bigint }
  /** Its least fill: too little in fills that large, or too dear. */
  'unserved/min-units': { minUnits: bigint; reach: bigint; minWork: bigint } & Partial<OwnPurchase>
  /** Its wish for consecutive slots. */
  'unserved/contiguous': { reach: bigint; minWork: bigint } & Partial<OwnPurchase>
  /** The most pools it allows. `needed`: the fewest that can do the work. */
  'unserved/max-pools': { maxPools: bigint; needed: number; reach: bigint; minWork: bigint } & Partial<OwnPurchase>
  /** A purchase of its own would have been within its limit, but takes `gas`, and the batch had `gasLeft`. */
  'unserved/batch-full': OwnPurchase & { gas: number; gasLeft: number }
  /** A purchase of its own would have been within its limit, and its gas too: no winning solution made it. */
  'unserved/no-bid': OwnPurchase & { gas: number; gasLeft: number }
  /**
   * No single purchase is within its limit, and others were not looked for: too many intents of the auction asked for that.
   * `explainIntent` says more. `reach`: work left; `price`: of the next unit, millionths of a base unit per H100-second.
   */
  'unserved/not-examined': { reach: bigint; price: bigint }
  /** Served as cheaply as it could be: one purchase of its own, at what the others leave, costs `alternative` or is not to be had. */
  'served/best': OwnPurchase & { margin: bigint; alternative?: bigint }
  /** Served, but one purchase of its own would cost less. */
  'served/dearer': OwnPurchase & { margin: bigint; alternative: bigint }
  /** Served in part. `price`: of the next unit, millionths of a base unit per H100-second; none when nothing is left. */
  'served/in-part': OwnPurchase & { margin: bigint; work: bigint; limitPrice: bigint; price?: bigint }
}

export type ExplanationCode = keyof ExplanationFacts

/** Why an intent is not served, or not for less. */
export type Explanation = {
  [Code in ExplanationCode]: {
    /** Index into the problem's intents. */
    intent: number
    /** What machines compare. */
    code: Code
    /** One line of plain ASCII for people. */
    reason: string
    facts: ExplanationFacts[Code]
  }
}[ExplanationCode]
