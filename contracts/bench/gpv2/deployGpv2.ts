import type { Address } from 'viem'
import { compiled, published } from '../artifacts.ts'
import { type Chain, call, deploy, deployer, execute } from '../chain.ts'

export interface Gpv2 {
  settlement: Address
  /** Who moves the sell tokens: traders approve it. */
  relayer: Address
  sellToken: Address
  buyToken: Address
}

/** GPv2Settlement as npm has it, our deployer as its only solver, and two tokens. Its own buy tokens pay the traders. */
export async function deployGpv2(chain: Chain): Promise<Gpv2> {
  const allowList = published('GPv2AllowListAuthentication')
  const authenticator = await deploy(chain, allowList)
  await execute(chain, call(authenticator, allowList.abi, 'initializeManager', [deployer.address]))
  await execute(chain, call(authenticator, allowList.abi, 'addSolver', [deployer.address]))

  const { abi, bytecode } = published('GPv2Settlement')
  // The Balancer vault is not asked for ERC-20 balances: any address will do.
  const settlement = await deploy(chain, { abi, bytecode, sourceMap: '' }, [authenticator, deployer.address])
  const token = compiled('TestUSDC')
  const [sellToken, buyToken] = [await deploy(chain, token), await deploy(chain, token)]
  await execute(chain, call(buyToken, token.abi, 'mint', [settlement, 10n ** 18n]))
  // What has been sold before, so that no settlement is the first to fill its balance.
  await execute(chain, call(sellToken, token.abi, 'mint', [settlement, 1n]))
  const relayer = (await chain.readContract({ address: settlement, abi, functionName: 'vaultRelayer' })) as Address
  return { settlement, relayer, sellToken, buyToken }
}
