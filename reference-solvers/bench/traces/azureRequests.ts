import type { WantedJob } from '@walras/solver-kit'
import { readTrace } from './dataFolder.ts'

/** Tokens that we let a GPU work a second on. A scale, not a measurement: the distribution is the trace's. */
const tokensPerSecond = 50

/**
 * One hour of requests to a language model for code (Azure, 2023): arrival times and relative sizes are real. Each is a job of
 * one H100, or the class that its buyer would take instead. `undefined` where the file is not at hand.
 */
export function azureRequests(): WantedJob[] | undefined {
  return readTrace('AzureLLMInferenceTrace_code.csv')?.map((row) => ({
    gpus: 1,
    durationSeconds: (Number(row.ContextTokens) + Number(row.GeneratedTokens)) / tokensPerSecond,
    arrivalSeconds: Date.parse(`${row.TIMESTAMP?.replace(' ', 'T').slice(0, 23)}Z`) / 1000,
    accepts: [{ gpuClass: 'h100-sxm-80gb' }, { gpuClass: 'h200-sxm-141gb' }, { gpuClass: 'a100-sxm-80gb' }],
  }))
}
