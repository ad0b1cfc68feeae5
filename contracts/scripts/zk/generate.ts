/**
 * Makes the Groth16 fixtures of the tests: compiles preimage.circom, runs a setup, exports the verifier and proves the
 * claims of claims.ts. Needs no network. The setup takes its randomness from beacons that stand below, so the verifier
 * comes out the same every time, and anybody could forge its proofs: fit for tests only. Proofs are blinded: each run makes
 * other valid ones.
 *
 *     pnpm --filter @walras/contracts zk
 *
 * circom2 and snarkjs are GPL-3.0, and so is the exported verifier: a test contract, no part of what is deployed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as snarkjs from 'snarkjs'
import { concat, type Hex, keccak256, numberToHex, stringToHex } from 'viem'
import { claimHash, claimOf } from './claims.ts'

const contracts = join(import.meta.dirname, '../..')
const fixtures = join(contracts, 'test/verifiers/groth16')
const folder = mkdtempSync(join(tmpdir(), 'walras-zk-'))
const file = (name: string) => join(folder, name)

/** 2^7 constraints at most. */
const power = 7
const beacon = (name: string) => keccak256(stringToHex(`walras: ${name}`)).slice(2)
const beaconIterations = 10

/** The order of BN254's scalar field. */
const field = 21888242871839275222246405745257275088548364400416034343698204186575808495617n
/** What the circuit's constant is the image of. */
const preimage = BigInt(keccak256(stringToHex('walras: preimage'))) % field

interface Curve {
  terminate(): Promise<void>
}
// @types/snarkjs leaves these out.
const { curves } = snarkjs as unknown as { curves: { getCurveFromName(name: string): Promise<Curve> } }

const word = (value: string) => numberToHex(BigInt(value), { size: 32 })
const pair = ([x, y]: readonly string[]) => {
  if (x === undefined || y === undefined) throw new Error('A point has two coordinates.')
  return [x, y] as const
}

/** abi.encode(a, b, c). The precompile takes the coordinates of G2 the other way round. */
function encodeProof({ pi_a, pi_b, pi_c }: snarkjs.Groth16Proof): Hex {
  const [b0, b1] = pi_b
  if (!b0 || !b1) throw new Error('A point of G2 has two coordinates.')
  const coordinates = [pair(pi_a), pair(b0).toReversed(), pair(b1).toReversed(), pair(pi_c)]
  return concat(coordinates.flat().map(word))
}

function writeJson(path: string, value: unknown) {
  const text = JSON.stringify(value, (_, field) => (typeof field === 'bigint' ? field.toString() : field), 2)
  writeFileSync(path, `${text}\n`)
}

const curve = await curves.getCurveFromName('bn128')
try {
  execFileSync('circom2', ['preimage.circom', '--r1cs', '--wasm', '-o', folder], { cwd: import.meta.dirname })

  await snarkjs.powersOfTau.newAccumulator(curve, power, file('0.ptau'))
  await snarkjs.powersOfTau.beacon(file('0.ptau'), file('1.ptau'), 'tests', beacon('tau'), beaconIterations)
  await snarkjs.powersOfTau.preparePhase2(file('1.ptau'), file('2.ptau'))
  await snarkjs.zKey.newZKey(file('preimage.r1cs'), file('2.ptau'), file('0.zkey'))
  await snarkjs.zKey.beacon(file('0.zkey'), file('1.zkey'), 'tests', beacon('circuit'), beaconIterations)

  const templates = { groth16: readFileSync(templatePath(), 'utf8') }
  const source: string = await snarkjs.zKey.exportSolidityVerifier(file('1.zkey'), templates)
  const solidity = join(fixtures, 'Groth16Verifier.sol')
  writeFileSync(solidity, source)
  execFileSync('forge', ['fmt', solidity], { cwd: contracts })
  writeJson(join(fixtures, 'verificationKey.json'), await snarkjs.zKey.exportVerificationKey(file('1.zkey')))

  const proven = []
  for (const claim of [claimOf(1n), claimOf(2n)]) {
    const input = { claim: BigInt(claimHash(claim)) % field, x: preimage }
    const wasm = file('preimage_js/preimage.wasm')
    const { proof, publicSignals } = await snarkjs.groth16.fullProve(input, wasm, file('1.zkey'))
    proven.push({ claimHash: claimHash(claim), claim, publicSignals, proof, encoded: encodeProof(proof) })
  }
  writeJson(join(fixtures, 'proofs.json'), proven)
  execFileSync('biome', ['format', '--write', fixtures], { cwd: join(contracts, '..') })
} finally {
  await curve.terminate()
  rmSync(folder, { recursive: true })
}

function templatePath(): string {
  return join(contracts, 'node_modules/snarkjs/templates/verifier_groth16.sol.ejs')
}
