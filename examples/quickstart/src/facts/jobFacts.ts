/** A job that somebody ran: how many GPUs, for how long. */
export interface JobFact {
  /** Its `job_id` in the source. */
  job: number
  /** GPUs it held, all at once. */
  gpus: number
  /** How long it held them, seconds; at most {@link longestJobSeconds}. */
  durationSeconds: number
  /** Whether it really ran longer than `durationSeconds`. */
  clipped: boolean
  source: string
}

/** Source and licence of {@link jobFacts}. */
export const jobFactsSource = 'Microsoft Philly trace (CC-BY-4.0), as in pkusys/Muri trace2.csv @ 4e69a78c (Apache-2.0)'

/** 12 hours. Nearly a third of the jobs ran longer, one in a hundred for 16 days: no demo can wait for that. */
export const longestJobSeconds = 43_200

/*
 * How the 100 rows were taken from the 5755 of the file:
 *
 * 1. Rows fall into strata by num_gpu (1, 2, 4, 8, 16, 32). Each gets its share of 100, by largest remainder:
 *    41, 3, 16, 32, 7, 1.
 * 2. A stratum of n rows is sorted by (duration, job_id), both as numbers; of its k places, place i (from 0) takes
 *    element floor((2i + 1) · n / 2k), from 0: the middle of the i-th of k equal slices. No randomness, so the
 *    quantiles of the durations stay.
 * 3. Duration in seconds = duration / 1000, exact in every row. The table below holds it unclipped.
 * 4. Sorted by job_id, which is the order of submission.
 *
 * Not taken: submit times (the trace spans months), and model and batch size, which Muri assigned.
 */
const rows: readonly [job: number, gpus: number, seconds: number][] = [
  [49, 8, 561869],
  [51, 8, 2721],
  [68, 8, 21],
  [128, 1, 3980],
  [257, 1, 184126],
  [271, 1, 36],
  [367, 16, 10445],
  [444, 1, 63334],
  [461, 4, 199],
  [470, 8, 115871],
  [535, 1, 28],
  [558, 1, 33],
  [624, 1, 3440],
  [744, 1, 179279],
  [856, 1, 10335],
  [886, 1, 658779],
  [894, 4, 296040],
  [898, 4, 72046],
  [908, 8, 165423],
  [1022, 4, 40361],
  [1054, 4, 1400],
  [1094, 8, 21958],
  [1211, 1, 1190],
  [1213, 8, 335244],
  [1228, 2, 59830],
  [1341, 2, 522],
  [1394, 4, 54924],
  [1608, 1, 24],
  [1626, 8, 95305],
  [1663, 1, 42],
  [1787, 8, 56],
  [1815, 8, 37],
  [1945, 1, 387597],
  [1958, 16, 20817],
  [2028, 16, 70408],
  [2070, 1, 832],
  [2109, 1, 285],
  [2149, 1, 2692],
  [2231, 1, 2312370],
  [2269, 1, 121278],
  [2280, 8, 705],
  [2391, 8, 39235],
  [2576, 1, 264225],
  [2631, 1, 101],
  [2716, 8, 8632],
  [2721, 8, 1283],
  [2724, 4, 25827],
  [2830, 8, 228352],
  [3012, 1, 5409],
  [3067, 1, 14269],
  [3128, 1, 15],
  [3153, 1, 4620],
  [3230, 8, 28548],
  [3251, 1, 7196],
  [3305, 1, 74378],
  [3321, 16, 107],
  [3336, 1, 428],
  [3402, 8, 15088],
  [3403, 1, 6414],
  [3533, 8, 828282],
  [3539, 8, 115],
  [3542, 8, 398425],
  [3560, 4, 5043],
  [3581, 8, 6090],
  [3585, 8, 64519],
  [3723, 4, 26],
  [3770, 16, 40],
  [3801, 8, 139088],
  [3847, 1, 557],
  [3871, 8, 980],
  [3889, 8, 1882],
  [3904, 1, 20086],
  [3920, 1, 39115],
  [3935, 1, 48223],
  [3982, 1, 1770],
  [4021, 1, 17602],
  [4067, 1, 26925],
  [4147, 16, 234709],
  [4149, 4, 42],
  [4245, 4, 109792],
  [4260, 8, 79917],
  [4462, 1, 32250],
  [4575, 8, 264663],
  [4621, 8, 374],
  [4628, 2, 24805],
  [4680, 4, 444],
  [4813, 4, 860],
  [4990, 8, 189577],
  [5145, 1, 57],
  [5159, 32, 2479],
  [5161, 1, 189],
  [5287, 8, 53733],
  [5312, 8, 12447],
  [5367, 4, 11917],
  [5394, 4, 2583],
  [5446, 4, 16082],
  [5486, 16, 1596],
  [5562, 8, 4398],
  [5632, 1, 4],
  [5720, 1, 717],
]

/**
 * 100 jobs of a shared training cluster, in order of submission: what demo buyers ask for. Sizes and durations are
 * distributed as in the source, up to the clip.
 *
 * @example
 * ```ts
 * jobFacts.map(({ gpus, durationSeconds }) => gpus * durationSeconds) // GPU-seconds
 * ```
 */
export const jobFacts: readonly JobFact[] = rows.map(([job, gpus, seconds]) => ({
  job,
  gpus,
  durationSeconds: Math.min(seconds, longestJobSeconds),
  clipped: seconds > longestJobSeconds,
  source: jobFactsSource,
}))
