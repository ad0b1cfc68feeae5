import { type Market, permit2Address } from '@walras/intents-schema'
import { type Address, getContractAddress, zeroAddress } from 'viem'
import { waitForTransactionReceipt } from 'viem/actions'
import { deployPermit2 } from '../../deploy/deployPermit2.ts'
import { compiled } from '../artifacts.ts'
import { type Chain, call, deploy, deployer, execute } from '../chain.ts'
import { fund } from '../traders.ts'

export interface Walras extends Market {
  token: Address
  pools: Address
  registry: Address
  escrow: Address
}

export const slotSeconds = 3600n

/** The market as it is compiled now. The contracts name each other, so their addresses are predicted. */
export async function deployWalras(chain: Chain): Promise<Walras> {
  const permit2 = await deployPermit2(chain, { nonce: await chain.getTransactionCount({ address: deployer.address }) })
  if (permit2) await waitForTransactionReceipt(chain, { hash: permit2 })
  const token = await deploy(chain, compiled('TestUSDC'))
  const nonce = await chain.getTransactionCount({ address: deployer.address })
  const [registry, pools, escrow, settlement] = [0, 1, 2, 3].map((index) =>
    getContractAddress({ from: deployer.address, nonce: BigInt(nonce + index) }),
  ) as [Address, Address, Address, Address]

  await deploy(chain, compiled('SolverRegistry'), [token, pools, escrow, 604_800n, 10n ** 9n])
  await deploy(chain, compiled('ComputePools'), [
    { token, escrow, settlement, registry, slotSeconds, bondPips: 200_000n, bondHold: 604_800n },
  ])
  await deploy(chain, compiled('LeaseEscrow'), [
    {
      token,
      pools,
      settlement,
      registry,
      verifiers: [zeroAddress, zeroAddress, zeroAddress, zeroAddress],
      slotSeconds,
      clocks: { start: 300, heartbeat: 1800, submit: 3600 },
      shares: {
        declared: 100_000,
        notStarted: 500_000,
        silent: 750_000,
        notSubmitted: 500_000,
        disproven: 1_000_000,
        burned: 200_000,
        releaseFee: 10_000,
      },
    },
  ])
  const parties = [permit2Address, pools, escrow, deployer.address, deployer.address, 100_000n]
  await deploy(chain, compiled('Settlement'), parties)

  await fund(chain, token, deployer.address, registry)
  await execute(chain, call(registry, compiled('SolverRegistry').abi, 'bond', [deployer.address, 10n ** 14n]))
  return { chainId: chain.chain.id, settlement, token, pools, registry, escrow }
}
