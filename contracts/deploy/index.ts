export { type Anvil, type StartAnvilParameters, anvilMnemonic, startAnvil } from '../devnet/startAnvil.ts'
export { type DeployMarketParameters, deployMarket } from './deployMarket.ts'
export { deployPermit2 } from './deployPermit2.ts'
export { type Anvil, type StartAnvilParameters, anvilMnemonic, startAnvil } from '../devnet/startAnvil.ts'
