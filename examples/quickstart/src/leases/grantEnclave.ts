import type { MarketDeployment } from '@walras/contracts'
import { enclaveTypedData, measurementTypedData, teeVerifierAbi } from '@walras/intents-schema'
import { hashTypedData, keccak256, stringToBytes } from 'viem'
import { deployer, enclave } from '../devnet/accounts.ts'
import type { ChainClients } from '../devnet/connect.ts'
import { sendBlock } from '../devnet/sendBlock.ts'
import { signQuorum } from './signQuorum.ts'

/** The code that the demo's enclaves run: a hash of its image. */
export const measurement = keccak256(stringToBytes('walras demo image'))

const monthSeconds = 30n * 86_400n

/** The attestors allow the image and the key in it, once for all operators. */
export async function grantEnclave(
  clients: ChainClients,
  { chainId, verifiers }: Pick<MarketDeployment, 'chainId' | 'verifiers'>,
): Promise<void> {
  const { timestamp: issuedAt } = await clients.public.getBlock()
  const validUntil = issuedAt + monthSeconds
  const verifier = { chainId, address: verifiers.tee }
  const key = enclave.address
  const [code, keyInIt] = await Promise.all([
    signQuorum(hashTypedData(measurementTypedData(verifier, { measurement, validUntil, issuedAt }))),
    signQuorum(hashTypedData(enclaveTypedData(verifier, { measurement, enclave: key, validUntil, issuedAt }))),
  ])
  const contract = { address: verifiers.tee, abi: teeVerifierAbi, gas: 300_000n } as const
  await sendBlock(clients, issuedAt + 1n, [
    {
      account: deployer,
      call: { ...contract, functionName: 'grantMeasurement', args: [measurement, validUntil, issuedAt, code] },
    },
    {
      account: deployer,
      call: { ...contract, functionName: 'grantEnclave', args: [measurement, key, validUntil, issuedAt, keyInIt] },
    },
  ])
}
