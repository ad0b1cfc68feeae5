import { marketFromFacts, type Problem } from '@walras/solver-kit'
import { azureRequests } from './azureRequests.ts'
import { openbOffers, openbTasks } from './openbCluster.ts'
import { phillyJobs } from './phillyJobs.ts'
import { shadeformOffers } from './shadeformOffers.ts'

type TraceMarket = (seed: number, maxGas?: number) => Problem | undefined

/** Markets made of traces, by name. Each gives another market for another seed, or `undefined` where its files are not at hand. */
export const traceMarkets: Readonly<Record<'philly' | 'openb' | 'azure', TraceMarket>> = {
  /** Jobs of a training cluster at list prices of 18 clouds: thin. */
  philly(seed, maxGas) {
    const offers = shadeformOffers()
    const jobs = offers && phillyJobs({ from: ((seed - 1) * 211) % 5000, count: 200, seed, offers })
    return jobs && marketFromFacts({ seed, offers, jobs, slots: 24, maxGas })
  },
  /** Tasks and nodes of a production cluster, with their real substitution sets. */
  openb(seed, maxGas) {
    const offers = openbOffers(seed)
    const jobs = openbTasks({ from: ((seed - 1) * 97) % 1400, count: 500, seed })
    return offers && jobs && marketFromFacts({ seed, offers, jobs, slots: 12, maxGas })
  },
  /** An hour of requests to a language model: thick, one slot of an hour. */
  azure(seed, maxGas) {
    const offers = shadeformOffers()
    const jobs = azureRequests()
    return offers && jobs && marketFromFacts({ seed, offers, jobs, slots: 1, rules: 'divisible', maxGas })
  },
}
