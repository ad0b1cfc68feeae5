import { getAbiItem, slice } from 'viem'
import { type Chain, onCopy } from './chain.ts'
import { settle } from './measure.ts'
import { type Frame, intrinsicGas, type Step, traceFrames, traceSteps } from './trace.ts'
import type { Names, Venue } from './venue.ts'

/** Gas by step, in the order of the first time: who, and what kind of instruction. Adds up to the receipt. */
export type Profile = ReadonlyMap<string, ReadonlyMap<string, number>>

const ecrecover = '0x0000000000000000000000000000000000000001'

const families: readonly [RegExp, string][] = [
  [/^(S|T)(LOAD|STORE)$/, 'storage'],
  [/^LOG/, 'logs'],
  [/^KECCAK256$/, 'hashing'],
  [/^(CALL|STATICCALL|DELEGATECALL)$/, 'making calls'],
  [/^(MLOAD|MSTORE8?|MCOPY|(CALLDATA|CODE|RETURNDATA)COPY)$/, 'memory'],
  [/^(CALLDATALOAD|CALLDATASIZE)$/, 'reading calldata'],
  [/^(PUSH|DUP|SWAP|POP|JUMP)/, 'stack and jumps'],
]
const familyOf = (op: string) => families.find(([pattern]) => pattern.test(op))?.[1] ?? 'arithmetic and the rest'

/** The warm settlement of `count` intents. */
export function profileSettlement(chain: Chain, venue: Venue, count: number): Promise<Profile> {
  return onCopy(chain, async () => {
    await settle(chain, venue, count, 0)
    const data = await venue.settlement(count, 1)
    const steps = await traceSteps(chain, venue, data)
    const frame = await traceFrames(chain, venue, data)
    const ledger = new Ledger()
    ledger.add('transaction', 'start', 21_000)
    ledger.add('transaction', 'calldata', intrinsicGas(data) - 21_000)
    new Walk(steps, venue.names, ledger).frame(frame, '', 1)
    // EIP-3529: at most a fifth.
    const refund = Math.min(steps.at(-1)?.refund ?? 0, Math.floor(ledger.total / 5))
    if (refund > 0) ledger.add('transaction', 'refund', -refund)

    const { gasUsed } = await settle(chain, venue, count, 1)
    if (ledger.total !== Number(gasUsed))
      throw new Error(`The profile adds up to ${ledger.total}, the receipt says ${gasUsed}.`)
    return ledger.profile
  })
}

class Ledger {
  readonly profile = new Map<string, Map<string, number>>()
  total = 0

  add(who: string, kind: string, gas: number): void {
    const kinds = this.profile.get(who) ?? new Map<string, number>()
    this.profile.set(who, kinds.set(kind, (kinds.get(kind) ?? 0) + gas))
    this.total += gas
  }
}

/** Goes through instructions and calls side by side: instructions do not say whom they call, calls not what they cost. */
class Walk {
  readonly #steps: readonly Step[]
  readonly #names: Names
  readonly #ledger: Ledger
  #at = 0

  constructor(steps: readonly Step[], names: Names, ledger: Ledger) {
    this.#steps = steps
    this.#names = names
    this.#ledger = ledger
  }

  frame(frame: Frame, path: string, depth: number): void {
    const who = path + this.#name(frame)
    // Precompiles have no instructions.
    if (this.#steps[this.#at]?.depth !== depth) this.#ledger.add(who, 'precompile', Number(frame.gasUsed))
    const calls = [...(frame.calls ?? [])]
    for (let step = this.#steps[this.#at]; step?.depth === depth; step = this.#steps[this.#at]) {
      this.#at++
      const family = familyOf(step.op)
      const called = family === 'making calls' ? calls.shift() : undefined
      if (called) this.frame(called, `${who} > `, depth + 1)
      const next = this.#steps[this.#at]
      const gone = next?.depth === depth ? step.gas - next.gas : step.gasCost
      this.#ledger.add(who, family, gone - Number(called?.gasUsed ?? 0))
    }
  }

  #name({ to, input }: Frame): string {
    const contract = this.#names.get(to)
    if (!contract) return to === ecrecover ? 'ecrecover' : to
    const selector = slice(input, 0, 4)
    const item = getAbiItem({ abi: contract.abi, name: selector })
    return `${contract.name}.${item && 'name' in item ? item.name : selector}`
  }
}
