/** What clouds asked for a class: how many offers, and their least, middle and highest price. */
export interface OfferFact {
  /** Slug of the catalogue. */
  gpuClass: string
  offers: number
  /** USD per GPU-hour. */
  least: number
  median: number
  most: number
}

/**
 * Source: shadeform/vms.csv, skypilot-org/skypilot @ d3149e25 (Apache-2.0), 12 October 2025. Counted in the 81 rows of
 * `examples/quickstart/src/facts/listPrices.ts`, where it says how they were taken: one row per cloud, class and region.
 * Order statistics of the price, the upper one of two in the middle. Ordered so that neighbours can stand in for each other.
 */
const rows: readonly [gpuClass: string, offers: number, least: number, median: number, most: number][] = [
  ['h100-sxm-80gb', 7, 2.2, 2.99, 3.34],
  ['h100-pcie-80gb', 7, 1.9, 2.855, 3.04],
  ['h200-sxm-141gb', 11, 2.35, 3.25, 3.555],
  ['b200-sxm-180gb', 3, 4.5, 4.9, 4.99],
  ['a100-sxm-80gb', 4, 1.28, 1.82, 3.22],
  ['a100-pcie-80gb', 7, 1.2, 1.83, 2.6],
  ['a100-sxm-40gb', 1, 1.25, 1.25, 1.25],
  ['l40s-48gb', 8, 0.87125, 1.45, 1.54875],
  ['l40-48gb', 2, 1, 1.49, 1.49],
  ['l4-24gb', 2, 0.83375, 0.83375, 0.83375],
  ['a40-48gb', 3, 0.45, 0.45, 1.86],
  ['a16-16gb', 8, 0.51, 0.51125, 0.51125],
  ['a6000-48gb', 6, 0.49, 0.585, 1.93],
  ['a5000-24gb', 2, 0.4525, 1.42, 1.42],
  ['a4000-16gb', 2, 0.15, 0.8, 0.8],
  ['rtx6000-ada-48gb', 3, 0.77, 1.06, 1.57],
  ['rtx5090-32gb', 2, 0.7, 0.8, 0.8],
  ['rtx4090-24gb', 3, 0.4, 0.49, 0.6],
]

export const offerFacts: readonly OfferFact[] = rows.map(([gpuClass, offers, least, median, most]) => ({
  gpuClass,
  offers,
  least,
  median,
  most,
}))

/** Of the same 81 rows: how many are in a region. */
export const offersByRegion: readonly (readonly [region: string, offers: number])[] = [
  ['us-central', 19],
  ['eu-north', 17],
  ['us-east', 14],
  ['ca-east', 8],
  ['us-west', 6],
  ['eu-central', 5],
  ['eu-west', 5],
  ['ap-northeast', 2],
  ['ca-west', 1],
  ['oceania', 1],
  ['ap-south', 1],
  ['ap-southeast', 1],
  ['uk-south', 1],
]

/** Of the same 81 rows: how many are for machines of this many GPUs. */
export const offersBySize: readonly (readonly [gpus: number, offers: number])[] = [
  [8, 53],
  [1, 12],
  [4, 10],
  [2, 6],
]
