import { type Hex, hexToBytes } from 'viem'
import type { Chain } from './chain.ts'
import { settleGas } from './measure.ts'
import type { Venue } from './venue.ts'

/** One instruction. `gas` is what is left before it. */
export interface Step {
  op: string
  gas: number
  gasCost: number
  depth: number
  /** What the transaction would be paid back so far. */
  refund?: number
}

/** One call, precompiles included. */
export interface Frame {
  to: Hex
  input: Hex
  gasUsed: Hex
  calls?: readonly Frame[]
}

/** What a transaction pays before its first instruction: 21000, and 4 or 16 for a byte of calldata. */
export function intrinsicGas(data: Hex): number {
  return hexToBytes(data).reduce((gas, byte) => gas + (byte === 0 ? 4 : 16), 21_000)
}

/** Of a call as the next transaction would make it: anvil keeps no instructions of those it has mined. */
function traceCall<T>(chain: Chain, { sender, contract }: Venue, data: Hex, options: object): Promise<T> {
  const call = { from: sender, to: contract, data, gas: `0x${settleGas.toString(16)}` }
  return chain.request({ method: 'debug_traceCall', params: [call, 'latest', options] } as never)
}

/** Every instruction of a settlement. */
export async function traceSteps(chain: Chain, venue: Venue, data: Hex): Promise<readonly [Step, ...Step[]]> {
  const { structLogs } = await traceCall<{ structLogs: readonly Step[] }>(chain, venue, data, {
    disableStorage: true,
    disableStack: true,
  })
  const [first, ...rest] = structLogs
  if (!first || Number(settleGas) - first.gas !== intrinsicGas(data))
    throw new Error('The trace starts with other gas.')
  return [first, ...rest]
}

/** Every call of a settlement. */
export function traceFrames(chain: Chain, venue: Venue, data: Hex): Promise<Frame> {
  return traceCall<Frame>(chain, venue, data, { tracer: 'callTracer' })
}
