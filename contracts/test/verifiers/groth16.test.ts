import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as snarkjs from 'snarkjs'
import { afterAll, expect, test } from 'vitest'
import { claimHash, claimOf } from '../../scripts/zk/claims.ts'

// The same fixtures that ZkVerifier.t.sol shows to the exported contract.
interface Proven {
  claimHash: string
  publicSignals: string[]
  proof: snarkjs.Groth16Proof
}
const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, 'groth16', name), 'utf8'))
const proofs: Proven[] = read('proofs.json')
const verificationKey = read('verificationKey.json')
const field = 21888242871839275222246405745257275088548364400416034343698204186575808495617n

const { curves } = snarkjs as unknown as { curves: { getCurveFromName(name: string): Promise<Curve> } }
interface Curve {
  terminate(): Promise<void>
}
// snarkjs keeps its workers.
afterAll(async () => (await curves.getCurveFromName('bn128')).terminate())

test('behavior: snarkjs accepts the committed proofs, for their claims only', async () => {
  expect(proofs).toHaveLength(2)
  for (const { publicSignals, proof } of proofs) {
    expect(await snarkjs.groth16.verify(verificationKey, publicSignals, proof)).toBe(true)
  }
  const [first, second] = proofs
  if (!first || !second) throw new Error('Two proofs are committed.')
  expect(await snarkjs.groth16.verify(verificationKey, second.publicSignals, first.proof)).toBe(false)
  expect(await snarkjs.groth16.verify(verificationKey, first.publicSignals, second.proof)).toBe(false)
})

test('behavior: the only public signal is the claim hash in the field', () => {
  for (const [index, { publicSignals, claimHash: proven }] of proofs.entries()) {
    const hash = claimHash(claimOf(BigInt(index) + 1n))
    expect(proven).toBe(hash)
    expect(publicSignals).toEqual([(BigInt(hash) % field).toString()])
  }
})
