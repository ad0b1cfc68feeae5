import { defaultSpeed } from '@walras/intents-schema'
import { type AcceptedClass, createRandom, type OfferedMachines, type WantedJob } from '@walras/solver-kit'
import { readTrace } from './dataFolder.ts'
import { gavelSpeeds } from './gavelSpeeds.ts'

/** Disclosed models. The trace does not tell form factors; docs/facts.md says how they are read. */
const classes: Readonly<Record<string, string>> = {
  T4: 't4-16gb',
  P100: 'p100-pcie-16gb',
  V100M16: 'v100-sxm-16gb',
  V100M32: 'v100-sxm-32gb',
  A10: 'a10-24gb',
}

/** USD per hour of an H100's work. Nobody lists these old classes: each is priced by its catalogue speed at what H100s cost. */
const usdPerWorkHour = 2.99

/** Nodes that one operator runs in our reading: the trace has one owner. */
const nodesPerPool = 8

/** Machines of a production cluster by model, in pools of eight nodes. `undefined` where the file is not at hand. */
export function openbOffers(seed: number): OfferedMachines[] | undefined {
  const random = createRandom(seed)
  const nodes = readTrace('openb_node_list_gpu_node.csv')
  if (!nodes) return undefined
  return [...Map.groupBy(nodes, ({ model }) => model ?? '')].flatMap(([model, own]) => {
    const gpuClass = classes[model]
    if (!gpuClass) return []
    const listed = (usdPerWorkHour * Number(defaultSpeed(gpuClass) ?? 0n)) / 1e6
    return Array.from({ length: Math.ceil(own.length / nodesPerPool) }, (_, pool) => ({
      gpuClass,
      region: 'ap-east',
      usdPerGpuHour: listed * random.between(0.9, 1.1),
      gpus: own.slice(pool * nodesPerPool, (pool + 1) * nodesPerPool).reduce((sum, { gpu }) => sum + Number(gpu), 0),
    }))
  })
}

/**
 * `count` tasks of the same cluster that name the models they accept, from task `from` on: sizes, lifetimes, times and
 * substitution sets are real. Those that accept V100 and P100 sign speeds that a training job measured (Gavel), where that
 * file is at hand. `undefined` where the tasks are not.
 */
export function openbTasks({
  from,
  count,
  seed,
}: {
  from: number
  count: number
  seed: number
}): WantedJob[] | undefined {
  const random = createRandom(seed)
  const measured = gavelSpeeds() ?? []
  return readTrace('openb_pod_list_gpuspec33.csv')
    ?.flatMap((row): WantedJob[] => {
      const slugs = new Set((row.gpu_spec ?? '').split('|').flatMap((model) => classes[model] ?? []))
      const [created, deleted] = [Number(row.creation_time), Number(row.deletion_time)]
      const gpus = Number(row.num_gpu) * (Number(row.gpu_milli) / 1000)
      if (slugs.size === 0 || !(gpus > 0) || !(deleted > created)) return []
      const speeds = measured[random.integer(0, Math.max(0, measured.length - 1))]
      const accepts = [...slugs].map((gpuClass): AcceptedClass => {
        const speed = slugs.has('t4-16gb') || slugs.has('a10-24gb') ? undefined : speeds?.get(gpuClass)
        return speed === undefined ? { gpuClass } : { gpuClass, speed }
      })
      const [first, ...others] = accepts
      if (!first) return []
      return [{ gpus, durationSeconds: deleted - created, arrivalSeconds: created, accepts: [first, ...others] }]
    })
    .slice(from, from + count)
}
