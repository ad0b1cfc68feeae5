/** What a batch can break, in the order of `Rule` in contracts/src/types/BatchVerdict.sol. */
export const ruleNames = [
  'settled',
  'expired',
  'award',
  'empty',
  'product-order',
  'purchase-order',
  'intent-order',
  'fill-order',
  'solver-index',
  'product-index',
  'purchase-index',
  'hardware-index',
  'product-unused',
  'purchase-unused',
  'order-empty',
  'units-zero',
  'goods',
  'gate',
  'capacity',
  'max-price',
  'arithmetic',
  'hardware',
  'region',
  'tier',
  'too-early',
  'too-late',
  'min-units',
  'contiguous',
  'max-pools',
  'work',
  'limit',
  'deadline',
  'nonce',
  'balance',
  'allowance',
  'unsigned',
  'signature',
  'signature-gas',
] as const

export type RuleName = (typeof ruleNames)[number]

/** What only an intent's owner can bring about, and can bring about after signing. No solver answers for it. */
const ownersRules: ReadonlySet<RuleName> = new Set([
  'deadline',
  'nonce',
  'balance',
  'allowance',
  'unsigned',
  'signature',
  'signature-gas',
])

export const isOwnersDoing = (rule: RuleName): boolean => ownersRules.has(rule)
