import { readFileSync } from 'node:fs'
import { defaultSpeed } from '@walras/intents-schema'
import { tracePath } from './dataFolder.ts'

/** Steps per second of each model on one GPU alone, by GPU and model. */
type Throughputs = Record<string, Record<string, { null?: number }>>

/** What one training job measured: speeds in millionths of an H100, by class. */
export type MeasuredSpeeds = ReadonlyMap<string, bigint>

/**
 * Speeds as 26 single-GPU training jobs measured them (Gavel, OSDI 2020): a V100 at the catalogue's figure, a P100 by the ratio
 * that the job saw. `undefined` where the file is not at hand.
 */
export function gavelSpeeds(): MeasuredSpeeds[] | undefined {
  const path = tracePath('gavel_simulation_throughputs.json')
  if (path === undefined) return undefined
  const throughputs = JSON.parse(readFileSync(path, 'utf8')) as Throughputs
  const v100 = Number(defaultSpeed('v100-sxm-16gb') ?? 0n)
  return Object.entries(throughputs.v100 ?? {}).flatMap(([job, { null: fast }]) => {
    const slow = throughputs.p100?.[job]?.null
    if (!job.endsWith(', 1)') || !fast || !slow) return []
    const speeds = [
      ['v100-sxm-16gb', v100],
      ['v100-sxm-32gb', v100],
      ['p100-pcie-16gb', (v100 * slow) / fast],
    ] as const
    return [new Map(speeds.map(([gpuClass, speed]) => [gpuClass, BigInt(Math.round(speed))]))]
  })
}
