import { expect, test } from 'vitest'
import { leaseFailure, leaseFailures, leaseStatus, leaseStatuses } from './LeaseStatus.ts'

test('default: names by the numbers of the contract', () => {
  expect(leaseStatuses.map((_, value) => leaseStatus(value))).toEqual(leaseStatuses)
  expect(leaseFailures.map((_, value) => leaseFailure(value))).toEqual(leaseFailures)
  expect(leaseStatus(6)).toBe('failed')
  expect(leaseFailure(2)).toBe('silent')
})

test('error: numbers that name nothing', () => {
  expect(() => leaseStatus(7)).toThrow('7 is no lease status')
  expect(() => leaseFailure(-1)).toThrow('-1 is no lease failure')
})
