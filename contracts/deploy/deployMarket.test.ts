import {
  attestorCouncilAbi,
  attestorSetAbi,
  computePoolsAbi,
  invalidAwardAbi,
  leaseEscrowAbi,
  marketLensAbi,
  optimisticVerifierAbi,
  permit2Address,
  revealChallengeAbi,
  solverRegistryAbi,
  teeVerifierAbi,
  zkVerifierAbi,
} from '@walras/intents-schema'
import { createClient, http, zeroAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getBlockNumber, getCode, readContract } from 'viem/actions'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Anvil, startAnvil } from '../devnet/startAnvil.ts'
import { checkJudges } from './checkJudges.ts'
import { deployMarket } from './deployMarket.ts'
import { marketTerms } from './marketTerms.ts'

const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')
const auctioneer = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const feeRecipient = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

let anvil: Anvil
const connect = () => createClient({ account, chain: foundry, transport: http(anvil.rpc) })
const readLens = (address: `0x${string}`) =>
  readContract(connect(), { address, abi: marketLensAbi, functionName: 'deployment' })

beforeAll(async () => {
  anvil = await startAnvil()
})
afterAll(() => anvil?.stop())

test('default: the lens reads back what was deployed, Permit2 is at its canonical address', async () => {
  const deployment = await deployMarket(connect(), { auctioneer, feeRecipient })
  const read = await readLens(deployment.lens)
  expect(deployment).toMatchObject({ ...read, chainId: Number(read.chainId) })
  expect(deployment).toMatchObject({ auctioneer, feeRecipient, slotSeconds: 3600n, protocolFeePips: 100_000n })
  expect(await getCode(connect(), { address: permit2Address })).toBeDefined()
})

test('args: token, slotSeconds, protocolFeePips; Permit2 is not deployed again', async () => {
  const { token } = await deployMarket(connect(), { auctioneer, feeRecipient })
  const before = await getBlockNumber(connect(), { cacheTime: 0 })
  const options = { auctioneer, feeRecipient, token, slotSeconds: 60n, protocolFeePips: 0n } as const
  const deployment = await deployMarket(connect(), options)
  expect(deployment).toMatchObject(options)
  expect(await readLens(deployment.lens)).toMatchObject(options)
  expect(await getBlockNumber(connect(), { cacheTime: 0 })).toBe(before + 19n)
})

test('default: times scale with the slot; the contracts bear them out', async () => {
  const deployment = await deployMarket(connect(), { auctioneer, feeRecipient, slotSeconds: 60n })
  const escrow = { address: deployment.escrow, abi: leaseEscrowAbi } as const
  const registry = { address: deployment.registry, abi: solverRegistryAbi } as const
  const pools = { address: deployment.pools, abi: computePoolsAbi } as const
  expect(await readContract(connect(), { ...escrow, functionName: 'clocks' })).toEqual({
    start: 5,
    heartbeat: 40,
    submit: 60,
  })
  expect(await readContract(connect(), { ...escrow, functionName: 'shares' })).toEqual(marketTerms().shares)
  expect(await readContract(connect(), { ...pools, functionName: 'bondHold' })).toBe(168n * 60n)
  expect(await readContract(connect(), { ...registry, functionName: 'unbondDelay' })).toBe(168n * 60n)
  expect(await readContract(connect(), { ...registry, functionName: 'minSolverBond' })).toBe(1_000_000_000n)
  expect(marketTerms()).toMatchObject({
    clocks: { start: 300, heartbeat: 2400, submit: 3600 },
    bondHold: 604_800n,
    unbondDelay: 604_800n,
    dispute: { windowMin: 3600, windowMax: 86_400, valuePerSecond: 10_000n },
    council: { operatorSeconds: 86_400, challengerSeconds: 43_200, rulingSeconds: 172_800 },
    reportMaxAge: 1800n,
    reveal: { challengeSeconds: 86_400n, answerSeconds: 14_400n },
  })
})

test('default: every tier has its verifier, all of them of this market; the deployer alone attests', async () => {
  const client = connect()
  const { escrow, token, verifiers, attestors, council, ...deployment } = await deployMarket(client, {
    auctioneer,
    feeRecipient,
    slotSeconds: 60n,
  })
  const byTier = await Promise.all(
    [0, 1, 2, 3].map((tier) =>
      readContract(client, { address: escrow, abi: leaseEscrowAbi, functionName: 'verifierOf', args: [tier] }),
    ),
  )
  expect(byTier).toEqual([verifiers.word, verifiers.optimistic, verifiers.tee, verifiers.zk])
  for (const address of byTier)
    expect(await readContract(client, { address, abi: optimisticVerifierAbi, functionName: 'escrow' })).toBe(escrow)

  const optimistic = { address: verifiers.optimistic, abi: optimisticVerifierAbi } as const
  expect(await readContract(client, { ...optimistic, functionName: 'resolver' })).toBe(council)
  expect(await readContract(client, { ...optimistic, functionName: 'token' })).toBe(token)
  // At 60 s slots: a minute, and a second for every 0.60 dollars, up to 24 minutes.
  const windows = [0n, 6_000_000n, 10n ** 12n].map((value) =>
    readContract(client, { ...optimistic, functionName: 'disputeWindow', args: [value] }),
  )
  expect(await Promise.all(windows)).toEqual([60n, 70n, 1440n])
  const heard = { address: council, abi: attestorCouncilAbi } as const
  expect(await readContract(client, { ...heard, functionName: 'verifier' })).toBe(verifiers.optimistic)
  expect(await readContract(client, { ...heard, functionName: 'attestors' })).toBe(attestors)
  expect(await readContract(client, { ...heard, functionName: 'operatorSeconds' })).toBe(1440n)
  const tee = { address: verifiers.tee, abi: teeVerifierAbi } as const
  expect(await readContract(client, { ...tee, functionName: 'attestors' })).toBe(attestors)
  expect(await readContract(client, { ...tee, functionName: 'maxAge' })).toBe(30n)
  const zk = { address: verifiers.zk, abi: zkVerifierAbi, functionName: 'adapterOf' } as const
  expect(await getCode(client, { address: await readContract(client, { ...zk, args: [0] }) })).toBeDefined()
  expect(await readContract(client, { ...zk, args: [1] })).toBe(zeroAddress)
  const set = { address: attestors, abi: attestorSetAbi } as const
  expect(await readContract(client, { ...set, functionName: 'attestorsOf', args: [1n] })).toEqual([account.address])

  const reveal = { address: deployment.judges.revealChallenge, abi: revealChallengeAbi } as const
  expect(await readContract(client, { ...reveal, functionName: 'deposit' })).toBe(20_000_000n)
  expect(await readContract(client, { ...reveal, functionName: 'penalty' })).toBe(1_000_000_000n)
  expect(await readContract(client, { ...reveal, functionName: 'answerSeconds' })).toBe(240n)
  const award = { address: deployment.judges.invalidAward, abi: invalidAwardAbi } as const
  expect(await readContract(client, { ...award, functionName: 'penalty' })).toBe(10_000_000_000n)
})

test('args: attestors, attestorThreshold, riscZeroRouter', async () => {
  const client = connect()
  const attestors = [feeRecipient, auctioneer, account.address] as const
  // Any contract: it is only asked when there is a proof.
  const router = permit2Address
  const options = { auctioneer, feeRecipient, attestors, attestorThreshold: 2n, riscZeroRouter: router } as const
  const deployment = await deployMarket(client, options)
  const set = { address: deployment.attestors, abi: attestorSetAbi } as const
  expect(await readContract(client, { ...set, functionName: 'attestorsOf', args: [1n] })).toEqual(attestors)
  expect(await readContract(client, { ...set, functionName: 'thresholdOf', args: [1n] })).toBe(2n)
  const zk = { address: deployment.verifiers.zk, abi: zkVerifierAbi, functionName: 'adapterOf' } as const
  expect(await getCode(client, { address: await readContract(client, { ...zk, args: [1] }) })).toBeDefined()
})

test('error: attestors that do not ascend, and a threshold that is no majority', async () => {
  const options = { auctioneer, feeRecipient, attestors: [auctioneer, feeRecipient] } as const
  await expect(deployMarket(connect(), options)).rejects.toThrow('reverted')
  const two = [feeRecipient, auctioneer] as const
  await expect(
    deployMarket(connect(), { auctioneer, feeRecipient, attestors: two, attestorThreshold: 1n }),
  ).rejects.toThrow('reverted')
})

test('error: judges that are not there, and judges of another market', async () => {
  const [mine, other] = [
    await deployMarket(connect(), { auctioneer, feeRecipient }),
    await deployMarket(connect(), { auctioneer, feeRecipient }),
  ]
  await checkJudges(connect(), mine)
  const missing = { ...mine.judges, invalidBid: feeRecipient } as const
  await expect(checkJudges(connect(), { ...mine, judges: missing })).rejects.toThrow(
    `The judge invalidBid at ${feeRecipient} is not this market's: there is no contract.`,
  )
  const foreign = { ...mine.judges, revealChallenge: other.judges.revealChallenge }
  await expect(checkJudges(connect(), { ...mine, judges: foreign })).rejects.toThrow('it fines in the registry')
  await expect(checkJudges(connect(), { ...mine, settlement: other.settlement })).rejects.toThrow(
    `it judges the settlement ${mine.settlement}`,
  )
  await expect(
    checkJudges(connect(), { ...mine, judges: { ...mine.judges, invalidBid: mine.verifiers.word } }),
  ).rejects.toThrow('does not answer as a judge does')
})

test('behavior: with slots of a second, bonds wait for evidence all the same', async () => {
  expect(marketTerms({ slotSeconds: 1n }).unbondDelay).toBe(3628n)
  const { lens } = await deployMarket(connect(), { auctioneer, feeRecipient, slotSeconds: 1n })
  expect(await readLens(lens)).toMatchObject({ slotSeconds: 1n })
})

test('error: terms that the contracts refuse', async () => {
  const clocks = { start: 60, heartbeat: 30, submit: 60 }
  await expect(deployMarket(connect(), { auctioneer, feeRecipient, slotSeconds: 60n, clocks })).rejects.toThrow(
    'reverted',
  )
})
