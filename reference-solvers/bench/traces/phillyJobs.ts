import { type AcceptedClass, createRandom, type OfferedMachines, type WantedJob } from '@walras/solver-kit'
import { readTrace } from './dataFolder.ts'

/** Share of tasks of the openb trace that accept more than one model. */
const flexibleShare = 0.19

/**
 * `count` consecutive jobs of the Philly trace from job `from` on: GPUs, durations and submission times are real. The cluster's
 * GPUs are not for sale any more, so each job wants a class drawn from the offers, and one in five a second one.
 * `undefined` where the file is not at hand.
 */
export function phillyJobs({
  from,
  count,
  seed,
  offers,
}: {
  from: number
  count: number
  seed: number
  offers: readonly OfferedMachines[]
}): WantedJob[] | undefined {
  const random = createRandom(seed)
  const draw = (): AcceptedClass => ({ gpuClass: offers[random.integer(0, offers.length - 1)]?.gpuClass ?? '' })
  return readTrace('philly_muri_trace2.csv')
    ?.toSorted((a, b) => Number(a.submit_time) - Number(b.submit_time))
    .slice(from, from + count)
    .map((row) => {
      const [first, second] = [draw(), draw()]
      const flexible = random.chance(flexibleShare) && second.gpuClass !== first.gpuClass
      return {
        gpus: Number(row.num_gpu),
        durationSeconds: Number(row.duration) / 1000,
        arrivalSeconds: Number(row.submit_time) / 1000,
        accepts: flexible ? [first, second] : [first],
      }
    })
}
