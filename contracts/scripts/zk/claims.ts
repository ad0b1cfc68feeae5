/**
 * The claims that the committed proofs speak of: what an operator claims for the first two leases bought directly in the
 * market of contracts/test/verifiers/ZkVerifier.t.sol, which puts the contracts that a claim depends on at fixed addresses.
 */
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
  numberToHex,
  parseAbiParameters,
  stringToHex,
} from 'viem'
import { privateKeyToAddress } from 'viem/accounts'

/** Where the test puts the pools, and the verifier that snarkjs exported. */
const pools: Address = '0x000000000000000000000000000000000000900d'
const verifier: Address = '0x0000000000000000000000000000000000001616'

/** The chain that forge tests run on. */
const forgeChainId = 31_337n
const slotSeconds = 3600n
const firstSlot = 500_000n

export interface Claim {
  intentId: Hex
  leaseId: Hex
  operator: Address
  workload: Hex
  inputRoot: Hex
  outputRoot: Hex
  units: bigint
  start: bigint
  end: bigint
}

const hashText = (text: string) => keccak256(stringToHex(text))

/** Of the purchase-th direct purchase: one GPU of pool A for the whole first slot. */
export function claimOf(purchase: bigint): Claim {
  const key = numberToHex(purchase, { size: 32 })
  const batchId = keccak256(
    encodeAbiParameters(parseAbiParameters('uint256, address, bytes32'), [forgeChainId, pools, key]),
  )
  return {
    intentId: numberToHex(0, { size: 32 }),
    leaseId: keccak256(encodeAbiParameters(parseAbiParameters('bytes32, uint256'), [batchId, 0n])),
    // As forge's makeAddr.
    operator: privateKeyToAddress(hashText('operator A')),
    workload: hashText(`groth16:${verifier}`),
    inputRoot: hashText('input'),
    outputRoot: hashText('output'),
    units: slotSeconds,
    start: firstSlot * slotSeconds,
    end: (firstSlot + 1n) * slotSeconds,
  }
}

/** The EIP-712 struct hash, as contracts/src/libraries/ClaimHash.sol. */
export function claimHash(claim: Claim): Hex {
  const fields =
    'bytes32 intentId,bytes32 leaseId,address operator,bytes32 workload,bytes32 inputRoot,bytes32 outputRoot,uint256 units,uint256 start,uint256 end'
  return keccak256(
    encodeAbiParameters(parseAbiParameters(`bytes32, ${fields}`), [
      hashText(`DeliveryClaim(${fields})`),
      claim.intentId,
      claim.leaseId,
      claim.operator,
      claim.workload,
      claim.inputRoot,
      claim.outputRoot,
      claim.units,
      claim.start,
      claim.end,
    ]),
  )
}
