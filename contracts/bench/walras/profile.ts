import { hexToBytes } from 'viem'
import type { Call, Chain } from '../chain.ts'
import { functionsByPc } from '../sourceMap.ts'
import { type TraceStep, traceSteps } from '../trace.ts'

/** Gas by what it was used for. */
export type Profile = Map<string, number>

const callOps = new Set(['CALL', 'STATICCALL', 'DELEGATECALL'])

/** What the code of other contracts does, by who called it and how deep. */
function calleeName(caller: string, depth: number): string {
  if (caller.includes('_pull')) return depth === 2 ? 'Permit2' : 'token (in Permit2)'
  return `called by ${caller}`
}

function stepName({ op }: TraceStep, owner: string): string {
  if (op === 'SLOAD' || op === 'SSTORE') return `${owner}: storage`
  if (op.startsWith('LOG')) return `${owner}: event`
  return owner
}

/** 16 for a byte of calldata, 4 for a zero byte; every transaction 21000. */
function intrinsicGas({ data }: Call): number {
  const bytes = hexToBytes(data)
  const zeros = bytes.filter((byte) => byte === 0).length
  return 21_000 + 16 * bytes.length - 12 * zeros
}

/** Where the gas of a settlement goes: by function in Settlement, by contract elsewhere. Steps add up to the total. */
export async function profileCall(chain: Chain, call: Call): Promise<Profile> {
  const functions = functionsByPc('Settlement')
  const steps = await traceSteps(chain, call)
  const profile: Profile = new Map([['calldata and 21000', intrinsicGas(call)]])
  const add = (name: string, gas: number): void => void profile.set(name, (profile.get(name) ?? 0) + gas)
  /** Calls that have not returned: who made them, the gas before, the gas given. */
  const open: { name: string; before: number; given: number }[] = []
  let caller = 'Settlement'
  for (const [index, step] of steps.entries()) {
    if (step.depth === 1) caller = functions[step.pc] ?? caller
    const owner = step.depth === 1 ? caller : calleeName(caller, step.depth)
    const next = steps[index + 1]
    if (next && next.depth > step.depth) {
      open.push({ name: `${owner}: call`, before: step.gas, given: next.gas })
    } else if (next && next.depth === step.depth) {
      const name = callOps.has(step.op) ? `${owner}: precompile or call` : stepName(step, owner)
      add(name, step.gas - next.gas)
    } else {
      add(owner, step.gasCost)
      const call = open.pop()
      if (next && call) add(call.name, call.before - next.gas - (call.given - (step.gas - step.gasCost)))
    }
  }
  return profile
}

/** What one more intent adds, between a smaller and a larger batch. */
export function marginalProfile(small: Profile, large: Profile, intents: number): [step: string, gas: number][] {
  return [...large]
    .map(([name, gas]): [string, number] => [name, (gas - (small.get(name) ?? 0)) / intents])
    .filter(([, gas]) => Math.abs(gas) >= 0.5)
    .sort(([, a], [, b]) => b - a)
}
