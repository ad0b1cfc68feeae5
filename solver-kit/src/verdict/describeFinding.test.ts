import { permit2Abi, settlementAbi } from '@walras/intents-schema'
import { encodeAbiParameters, encodeErrorResult, maxUint256 } from 'viem'
import { expect, test } from 'vitest'
import { describeFinding } from './describeFinding.ts'
import { isOwnersDoing, ruleNames } from './rules.ts'

const rule = (name: (typeof ruleNames)[number]): number => ruleNames.indexOf(name)

test('default: a rule with its facts, and a sentence', () => {
  const reason = encodeErrorResult({ abi: settlementAbi, errorName: 'LimitExceeded', args: [3n, 120n, 100n] })
  expect(describeFinding({ rule: rule('limit'), index: maxUint256, reason })).toEqual({
    rule: 'limit',
    error: 'LimitExceeded',
    facts: { order: 3n, payment: 120n, limit: 100n },
    sentence: 'The order would pay 120, its limit is 100.',
    reason,
  })
})

test('behavior: says which fill it is about', () => {
  const reason = encodeErrorResult({ abi: settlementAbi, errorName: 'UnitsTooFew', args: [0n, 2n, 5n, 9n] })
  expect(describeFinding({ rule: rule('min-units'), index: 2n, reason })).toMatchObject({
    index: 2,
    sentence: 'Fill 2 is 5 units, the intent wants at least 9.',
  })
})

test("behavior: Permit2's errors, which have no facts", () => {
  const reason = encodeErrorResult({ abi: permit2Abi, errorName: 'InvalidNonce' })
  expect(describeFinding({ rule: rule('nonce'), index: maxUint256, reason })).toMatchObject({
    error: 'InvalidNonce',
    facts: {},
  })
})

test("behavior: a contract's own refusal, in its words where it has any", () => {
  const words = `0x08c379a0${encodeAbiParameters([{ type: 'string' }], ['not today']).slice(2)}` as const
  const sentence = (reason: `0x${string}`) =>
    describeFinding({ rule: rule('signature'), index: maxUint256, reason }).sentence
  expect(sentence(words)).toBe("The owner's contract refuses the signature: not today")
  expect(sentence('0xdeadbeef')).toBe("The owner's contract refuses the signature: 0xdeadbeef")
  expect(sentence('0x')).toBe('The signature is not valid.')
})

test('behavior: knows whose doing it is', () => {
  expect(ruleNames.filter(isOwnersDoing)).toEqual([
    'deadline',
    'nonce',
    'balance',
    'allowance',
    'unsigned',
    'signature',
    'signature-gas',
  ])
})

test('error: a rule of a newer lens', () => {
  expect(() => describeFinding({ rule: 99, index: 0n, reason: '0x' })).toThrow('update solver-kit')
})
