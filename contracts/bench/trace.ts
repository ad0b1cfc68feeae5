import { numberToHex } from 'viem'
import { type Call, type Chain, deployer, gasLimit } from './chain.ts'

/** One instruction of a transaction. */
export interface TraceStep {
  pc: number
  op: string
  /** Gas left before it. */
  gas: number
  gasCost: number
  depth: number
}

/** Every instruction that a call would run as the next transaction. Read past viem, which refuses answers so large. */
export async function traceSteps(chain: Chain, { to, data }: Call): Promise<TraceStep[]> {
  const transaction = { from: deployer.address, to, data, gas: numberToHex(gasLimit) }
  const options = { disableStack: true, disableStorage: true, disableMemory: true }
  const params = [transaction, 'latest', options]
  const response = await fetch(chain.transport.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'debug_traceCall', params }),
  })
  const { result, error } = (await response.json()) as { result?: { structLogs: TraceStep[] }; error?: unknown }
  if (!result) throw new Error(`The call could not be traced: ${JSON.stringify(error)}`)
  return result.structLogs
}

/** Gas that a call's code uses: what 21000 and calldata leave of the limit, less what is left at its end. */
export async function executionGas(chain: Chain, call: Call): Promise<bigint> {
  const steps = await traceSteps(chain, call)
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) throw new Error('The call ran no code.')
  return BigInt(first.gas - last.gas + last.gasCost)
}
