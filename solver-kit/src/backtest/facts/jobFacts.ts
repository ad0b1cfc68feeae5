/** Jobs of one size, and how long they ran. */
export interface JobFact {
  gpus: number
  /** How many of the source's 5755 jobs. */
  jobs: number
  /** Seconds: the middles of ten equal slices of the sorted durations. */
  durationDeciles: readonly number[]
}

/**
 * Source: Microsoft Philly trace (CC-BY-4.0; Jeon et al., USENIX ATC 2019), as in pkusys/Muri `trace2.csv` @ 4e69a78c
 * (Apache-2.0). Of n sorted values the i-th of ten is element floor((2i + 1) · n / 20), from 0. Not clipped.
 */
export const jobFacts: readonly JobFact[] = [
  { gpus: 1, jobs: 2335, durationDeciles: [22, 40, 263, 825, 3403, 6433, 17815, 41337, 150647, 396902] },
  { gpus: 2, jobs: 171, durationDeciles: [41, 465, 2809, 17738, 22585, 26211, 32932, 47606, 62086, 123363] },
  { gpus: 4, jobs: 937, durationDeciles: [29, 189, 570, 1470, 4275, 14110, 25432, 45672, 72448, 198264] },
  { gpus: 8, jobs: 1825, durationDeciles: [38, 425, 1473, 5512, 14953, 39783, 83623, 150619, 250720, 530017] },
  { gpus: 16, jobs: 424, durationDeciles: [35, 50, 505, 1470, 5289, 14107, 22150, 54661, 112798, 341346] },
  { gpus: 32, jobs: 63, durationDeciles: [12, 22, 52, 710, 1978, 3165, 5458, 14262, 49290, 129299] },
]

/** Of the same source, seconds between one job's submission and the next: far burstier than a Poisson process. */
export const arrivalGapDeciles: readonly number[] = [4, 18, 44, 104, 211, 397, 692, 1150, 2084, 5826]

/**
 * Share of tasks that accept more than one GPU model: 378 of 1971 in alibaba/clusterdata `openb_pod_list_gpuspec33.csv` @
 * 7a6c496e (Weng et al., USENIX ATC 2023), counted as docs/facts.md says. Which modern classes stand in for which, nobody
 * publishes.
 */
export const flexibleShare = 0.19
