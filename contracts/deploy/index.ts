export { type Anvil, anvilMnemonic, type StartAnvilParameters, startAnvil } from '../devnet/startAnvil.ts'
export { type CheckJudgesParameters, checkJudges } from './checkJudges.ts'
export { type DeployMarketParameters, deployMarket, type MarketDeployment } from './deployMarket.ts'
export { deployPermit2 } from './deployPermit2.ts'
export {
  type CouncilTerms,
  type DisputeTerms,
  type MarketTerms,
  marketTerms,
  type Penalties,
  type RevealTerms,
} from './marketTerms.ts'
export type { Judges } from './planJudges.ts'
export type { Attestors, Verifiers } from './planVerifiers.ts'
