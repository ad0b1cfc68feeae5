export { type Anvil, anvilMnemonic, type StartAnvilParameters, startAnvil } from '../devnet/startAnvil.ts'
export { type DeployMarketParameters, deployMarket } from './deployMarket.ts'
export { deployPermit2 } from './deployPermit2.ts'
export { type MarketTerms, marketTerms } from './marketTerms.ts'
