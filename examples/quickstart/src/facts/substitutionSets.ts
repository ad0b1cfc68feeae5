/** GPU classes that one task would take in place of each other, and how common that wish was. */
export interface SubstitutionSet {
  /** Slugs of the catalogue, by name. */
  gpuClasses: readonly string[]
  /** Tasks that asked for exactly this set. */
  tasks: number
  /** `tasks` over the tasks of all sets. */
  share: number
  source: string
}

/** Source of {@link substitutionSets}. The repository states no licence that we found; these are counts, not rows. */
export const substitutionSetsSource =
  'counted in alibaba/clusterdata cluster-trace-gpu-v2023 openb_pod_list_gpuspec33.csv @ 7a6c496e; cite Weng et al., ATC 2023'

/*
 * How the counts were taken: of the 8152 tasks, 7064 ask for GPUs and 2388 of those name the models they accept in
 * gpu_spec, split at `|`. Repeated models count once. V100M16 and V100M32 are read as the V100 SXM2 of 16 and 32 GB,
 * P100 as the PCIe card; the trace does not tell form factors. G2 and G3 are undisclosed models: they are struck from
 * lists that name others too (66 tasks), and tasks that accept nothing else (417) are left out. Lists that became equal
 * are added up. 1971 tasks remain. The publishers call the file a trace augmented with the requirements seen in
 * production: the sets and their frequency are theirs, which task has which is not a fact.
 */
const rows: readonly [tasks: number, gpuClasses: readonly string[]][] = [
  [1291, ['t4-16gb']],
  [279, ['p100-pcie-16gb']],
  [163, ['v100-sxm-16gb', 'v100-sxm-32gb']],
  [103, ['p100-pcie-16gb', 'v100-sxm-16gb', 'v100-sxm-32gb']],
  [72, ['p100-pcie-16gb', 't4-16gb', 'v100-sxm-16gb', 'v100-sxm-32gb']],
  [24, ['a10-24gb', 't4-16gb', 'v100-sxm-16gb', 'v100-sxm-32gb']],
  [20, ['v100-sxm-32gb']],
  [6, ['a10-24gb', 't4-16gb']],
  [4, ['p100-pcie-16gb', 'v100-sxm-16gb']],
  [3, ['a10-24gb', 'p100-pcie-16gb', 't4-16gb', 'v100-sxm-16gb', 'v100-sxm-32gb']],
  [3, ['t4-16gb', 'v100-sxm-16gb', 'v100-sxm-32gb']],
  [3, ['v100-sxm-16gb']],
]

const allTasks = rows.reduce((sum, [tasks]) => sum + tasks, 0)

/**
 * What tasks of a production cluster accepted in place of each other, most common first. One in five accepts more than
 * one class: that is the flexibility solvers live on.
 *
 * @example
 * ```ts
 * substitutionSets.filter(({ gpuClasses }) => gpuClasses.includes('a10-24gb'))
 * ```
 */
export const substitutionSets: readonly SubstitutionSet[] = rows.map(([tasks, gpuClasses]) => ({
  gpuClasses,
  tasks,
  share: tasks / allTasks,
  source: substitutionSetsSource,
}))
