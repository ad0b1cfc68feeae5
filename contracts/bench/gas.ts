/** `pnpm bench:gas`: what settling costs, here and elsewhere, in one run on one private chain. */
import { parseArgs } from 'node:util'
import { startAnvil } from '../devnet/startAnvil.ts'
import { benchAccount, type Chain, connect, hardfork, prepareChain } from './chain.ts'
import { openGpv2 } from './gpv2.ts'
import { measureLostRace } from './lostRace.ts'
import { measureSize, type SizeGas } from './measure.ts'
import { profileSettlement } from './profile.ts'
import { formatProfile, type ProfileReport, profileReport } from './profileReport.ts'
import { type BySize, formatReport, makeReport } from './report.ts'
import type { Venue } from './venue.ts'
import { mostPools, openWalras } from './walras.ts'

const help = `Usage: pnpm bench:gas [options]

Gas of settling 1, 2, 10, 50 and 200 intents, beside GPv2 settling as many orders on the same chain.

Options:
  --json      one JSON object on stdout (\`pnpm --silent bench:gas --json\`: pnpm itself prints a heading)
  --profile   also where the gas of an intent goes
  -h, --help  this text`

const sizes = [1, 2, 10, 50, 200]
/** Sizes also measured with the job spread over several pools. */
const spreadSizes = [10, 50]
const lostRaceSize = 50
const profiledSizes = [10, 50] as const

function parseOptions() {
  try {
    return parseArgs({
      options: { json: { type: 'boolean' }, profile: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${help}`)
    process.exit(2)
  }
}

const values = parseOptions()
if (values.help) {
  console.log(help)
  process.exit()
}
// Anvil ends with this process, whichever way that ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const progress = (line: string) => console.error(line)

async function measureSizes(chain: Chain, name: string, venue: Venue, of = sizes): Promise<BySize> {
  const measured: [string, SizeGas][] = []
  for (const size of of) {
    progress(`${name}: ${size}`)
    measured.push([String(size), await measureSize(chain, venue, size)])
  }
  return Object.fromEntries(measured)
}

async function profileOf(chain: Chain, name: string, venue: Venue): Promise<ProfileReport> {
  progress(`${name}: profile`)
  const [small, large] = profiledSizes
  return profileReport(
    { count: small, profile: await profileSettlement(chain, venue, small) },
    { count: large, profile: await profileSettlement(chain, venue, large) },
  )
}

progress(`starting anvil (${hardfork})`)
const anvil = await startAnvil({ hardfork })
try {
  const chain = connect(anvil.rpc)
  await prepareChain(chain)
  const traders = Array.from({ length: Math.max(...sizes) }, (_, index) => benchAccount(`trader ${index}`))
  progress('opening a market')
  const walras = await openWalras(chain, traders, 1)
  const spread = await openWalras(chain, traders, mostPools)
  progress('opening GPv2')
  const gpv2 = await openGpv2(chain, traders)
  const report = makeReport({
    ours: await measureSizes(chain, 'Walras', walras),
    oursSpread: await measureSizes(chain, `Walras, ${mostPools} pools`, spread, spreadSizes),
    gpv2: await measureSizes(chain, 'GPv2', gpv2),
    lostRace: await measureLostRace(chain, walras, lostRaceSize),
  })
  const profiles = values.profile && {
    Walras: await profileOf(chain, 'Walras', walras),
    GPv2: await profileOf(chain, 'GPv2', gpv2),
  }
  if (values.json) console.log(JSON.stringify({ ...report, ...(profiles && { profiles }) }, null, 2))
  else {
    console.log(formatReport(report))
    for (const [name, profile] of Object.entries(profiles ?? {})) console.log(`\n${formatProfile(name, profile)}`)
  }
} finally {
  await anvil.stop()
}
