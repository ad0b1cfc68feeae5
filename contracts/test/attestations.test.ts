import {
  attestorCouncilAbi,
  claimHash,
  claimTypedData,
  type DeliveryClaim,
  enclaveTypedData,
  measurementTypedData,
  optimisticVerifierAbi,
  reportData,
  reportTypedData,
  rulingTypedData,
  slugId,
  teeEvidence,
  teeVerifierAbi,
  testUsdcAbi,
} from '@walras/intents-schema'
import { createTestClient, type Hex, http, parseEther, publicActions, walletActions } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployMarket, type MarketDeployment } from '../deploy/deployMarket.ts'
import { type Anvil, anvilMnemonic, startAnvil } from '../devnet/startAnvil.ts'

/** Deploys, attests alone, and challenges. */
const account = mnemonicToAccount(anvilMnemonic)
const enclave = mnemonicToAccount(anvilMnemonic, { addressIndex: 1 })
const operator = mnemonicToAccount(anvilMnemonic, { addressIndex: 2 })
const measurement = slugId('an image')

let anvil: Anvil
let market: MarketDeployment
const connect = () =>
  createTestClient({ account, chain: foundry, mode: 'anvil', transport: http(anvil.rpc) })
    .extend(publicActions)
    .extend(walletActions)
const mined = async (hash: Hex) => {
  const { status } = await connect().waitForTransactionReceipt({ hash, pollingInterval: 20 })
  expect(status).toBe('success')
}

beforeAll(async () => {
  anvil = await startAnvil()
  const client = connect()
  market = await deployMarket(client, { auctioneer: account.address, feeRecipient: account.address })
  // The verifiers hear the escrow only.
  await client.impersonateAccount({ address: market.escrow })
  await client.setBalance({ address: market.escrow, value: parseEther('1') })
})
afterAll(() => anvil?.stop())

const claimUntil = (end: bigint, lease: string): DeliveryClaim => ({
  intentId: slugId('an intent'),
  leaseId: slugId(lease),
  operator: operator.address,
  workload: slugId('a job'),
  inputRoot: slugId('input'),
  outputRoot: slugId('output'),
  units: 3570n,
  start: end - 3570n,
  end,
})

test('behavior: the verifier of tier 2 takes evidence that is signed and encoded here', async () => {
  const client = connect()
  const { timestamp } = await client.getBlock()
  const verifier = { chainId: market.chainId, address: market.verifiers.tee }
  const contract = { address: verifier.address, abi: teeVerifierAbi } as const
  const validUntil = timestamp + 86_400n
  const granted = { measurement, validUntil, issuedAt: timestamp }
  const sign = async (signature: Promise<Hex>) => [{ attestor: account.address, signature: await signature }]
  await mined(
    await client.writeContract({
      ...contract,
      functionName: 'grantMeasurement',
      args: [
        ...[measurement, validUntil, timestamp],
        await sign(account.signTypedData(measurementTypedData(verifier, granted))),
      ] as never,
    }),
  )
  const key = { ...granted, enclave: enclave.address }
  await mined(
    await client.writeContract({
      ...contract,
      functionName: 'grantEnclave',
      args: [
        ...[measurement, enclave.address, validUntil, timestamp],
        await sign(account.signTypedData(enclaveTypedData(verifier, key))),
      ] as never,
    }),
  )

  const claim = claimUntil(timestamp - 10n, 'tier 2')
  const report = {
    measurement,
    enclave: enclave.address,
    reportData: reportData(claimHash(claim), enclave.address),
    issuedAt: timestamp,
  }
  const evidence = teeEvidence(
    report,
    await sign(account.signTypedData(reportTypedData(verifier, report))),
    await enclave.signTypedData(claimTypedData(verifier, claim)),
  )
  const submit = { ...contract, account: market.escrow, functionName: 'submit' } as const
  const other = { ...claim, units: claim.units + 1n }
  await expect(client.simulateContract({ ...submit, args: [other, 0n, evidence] })).rejects.toThrow(
    'ReportDataMismatch',
  )
  await mined(await client.writeContract({ ...submit, args: [claim, 0n, evidence] }))
  const [verdict] = await client.readContract({ ...contract, functionName: 'verdictOf', args: [claim.leaseId] })
  expect(verdict).toBe(1)
})

test('behavior: the council takes a ruling that is signed here, and the verifier of tier 1 follows it', async () => {
  const client = connect()
  const { timestamp } = await client.getBlock()
  const contract = { address: market.verifiers.optimistic, abi: optimisticVerifierAbi } as const
  const claim = claimUntil(timestamp - 10n, 'tier 1')
  const submit = { ...contract, account: market.escrow, functionName: 'submit' } as const
  await mined(await client.writeContract({ ...submit, args: [claim, 5_000_000n, '0x'] }))
  const recorded = await client.readContract({ ...contract, functionName: 'claimOf', args: [claim.leaseId] })
  expect(recorded.claimHash).toBe(claimHash(claim))

  const dollar = { address: market.token, abi: testUsdcAbi } as const
  await mined(await client.writeContract({ ...dollar, functionName: 'mint', args: [account.address, 1_000_000n] }))
  await mined(await client.writeContract({ ...dollar, functionName: 'approve', args: [contract.address, 1_000_000n] }))
  await mined(await client.writeContract({ ...contract, functionName: 'challenge', args: [claim] }))
  const ruling = { disputeId: claim.leaseId, claimHash: claimHash(claim), operatorWins: true }
  const council = { chainId: market.chainId, address: market.council }
  const signature = await account.signTypedData(rulingTypedData(council, ruling))
  await mined(
    await client.writeContract({
      address: council.address,
      abi: attestorCouncilAbi,
      functionName: 'rule',
      args: [ruling.disputeId, true, [{ attestor: account.address, signature }]],
    }),
  )
  await mined(await client.writeContract({ ...contract, functionName: 'close', args: [claim.leaseId] }))
  const [verdict] = await client.readContract({ ...contract, functionName: 'verdictOf', args: [claim.leaseId] })
  expect(verdict).toBe(1)
  // A dollar of bond, of which a quarter is burned.
  const balance = { ...dollar, functionName: 'balanceOf', args: [operator.address] } as const
  expect(await client.readContract(balance)).toBe(750_000n)
})
