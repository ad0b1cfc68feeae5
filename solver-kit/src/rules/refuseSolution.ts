import { type Fact, WalrasError } from '@walras/intents-schema'

/** Refuses a solution for one reason. */
export function refuseSolution(code: string, message: string, facts: Readonly<Record<string, Fact>>): never {
  throw new WalrasError({ code: `solution/${code}`, message, facts })
}
