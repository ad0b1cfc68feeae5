import { invalidAwardAbi, solverRegistryAbi } from '@walras/intents-schema'
import {
  type Address,
  BaseError,
  type Client,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  isAddressEqual,
} from 'viem'
import { getCode, readContract } from 'viem/actions'
import type { Judges } from './planJudges.ts'

export interface CheckJudgesParameters {
  registry: Address
  settlement: Address
  judges: Judges
}

/**
 * The registry is built with addresses at which its judges will be: whoever is there may fine anybody. So that nobody
 * bonds in a registry with a wrong one, this asks each judge whom it judges, after all are deployed.
 *
 * @throws Error that names the judge, what is wrong with it, and what to do.
 */
export async function checkJudges(client: Client, parameters: CheckJudgesParameters): Promise<void> {
  await Promise.all(
    Object.entries(parameters.judges).map(([name, judge]) => checkJudge(client, name, judge, parameters)),
  )
}

async function checkJudge(
  client: Client,
  name: string,
  judge: Address,
  { registry, settlement }: CheckJudgesParameters,
): Promise<void> {
  const refuse = (why: string): never => {
    throw new Error(
      `The judge ${name} at ${judge} is not this market's: ${why}. Its evidence could not be heard, or somebody else's ` +
        'could. Do not bond in this market; deploy it again from an account that sends nothing else meanwhile.',
    )
  }
  if (!(await getCode(client, { address: judge }))) refuse('there is no contract')
  // All judges have these two in common.
  const contract = { address: judge, abi: invalidAwardAbi } as const
  const [itsRegistry, itsSettlement] = await Promise.all([
    readContract(client, { ...contract, functionName: 'registry' }),
    readContract(client, { ...contract, functionName: 'settlement' }),
  ]).catch((error) => {
    if (isMute(error)) return refuse('the contract there does not answer as a judge does')
    throw error
  })
  const mayFine = await readContract(client, {
    address: registry,
    abi: solverRegistryAbi,
    functionName: 'isSlasher',
    args: [judge],
  })
  if (!isAddressEqual(itsRegistry, registry)) refuse(`it fines in the registry ${itsRegistry}, not in ${registry}`)
  if (!isAddressEqual(itsSettlement, settlement)) refuse(`it judges the settlement ${itsSettlement}, not ${settlement}`)
  if (!mayFine) refuse(`the registry ${registry} does not let it fine`)
}

/** Whether the contract has no such function, rather than the node no answer. */
function isMute(error: unknown): boolean {
  const cause =
    error instanceof BaseError &&
    error.walk(
      (inner) => inner instanceof ContractFunctionRevertedError || inner instanceof ContractFunctionZeroDataError,
    )
  return Boolean(cause)
}
