import type { Hex } from 'viem'
import { slugId } from './slug.ts'

/** Where hardware stands. */
export interface Region {
  /** The name in intents and, hashed, on chain. */
  slug: string
  name: string
  /** What belongs to it. */
  covers: string
}

/**
 * The regions Walras knows by name. Every `eu-` region lies in the European Economic Area, so that a buyer who lists
 * only those stays under its data protection law; the United Kingdom is apart for the same reason. North America is cut
 * by time zone. A market is not bound to this list: any slug may be traded.
 */
export const regions: readonly Region[] = [
  { slug: 'us-east', name: 'United States, east', covers: 'states on Eastern time' },
  { slug: 'us-central', name: 'United States, centre', covers: 'states on Central time' },
  { slug: 'us-west', name: 'United States, west', covers: 'states on Mountain and Pacific time' },
  { slug: 'ca-east', name: 'Canada, east', covers: 'Ontario, Quebec and the Atlantic provinces' },
  { slug: 'ca-west', name: 'Canada, west', covers: 'Manitoba to British Columbia' },
  { slug: 'sa-east', name: 'South America', covers: 'Brazil, Argentina, Chile and their neighbours' },
  { slug: 'eu-north', name: 'Northern Europe (EEA)', covers: 'the Nordic and Baltic countries, Iceland' },
  { slug: 'eu-west', name: 'Western Europe (EEA)', covers: 'France, Belgium, the Netherlands, Ireland' },
  {
    slug: 'eu-central',
    name: 'Central Europe (EEA)',
    covers: 'Germany, Poland, Czechia, Austria, Slovakia, Hungary',
  },
  { slug: 'eu-south', name: 'Southern Europe (EEA)', covers: 'Spain, Portugal, Italy, Greece' },
  { slug: 'uk-south', name: 'United Kingdom', covers: 'England, Wales, Scotland, Northern Ireland' },
  { slug: 'me-central', name: 'Middle East', covers: 'the Gulf states, Israel, Turkey' },
  { slug: 'af-south', name: 'Africa', covers: 'South Africa, Kenya, Nigeria and the rest of the continent' },
  { slug: 'ap-northeast', name: 'Asia, north-east', covers: 'Japan, South Korea' },
  { slug: 'ap-east', name: 'Asia, east', covers: 'Hong Kong, Taiwan' },
  { slug: 'ap-southeast', name: 'Asia, south-east', covers: 'Singapore, Malaysia, Indonesia, Thailand, Vietnam' },
  { slug: 'ap-south', name: 'Asia, south', covers: 'India and its neighbours' },
  { slug: 'oceania', name: 'Oceania', covers: 'Australia, New Zealand' },
]

let byId: ReadonlyMap<string, Region> | undefined

/** The catalogue's entry for an on-chain id, or `undefined` for a region it does not list. */
export function regionById(id: Hex): Region | undefined {
  byId ??= new Map(regions.map((region) => [slugId(region.slug), region]))
  return byId.get(id.toLowerCase())
}
