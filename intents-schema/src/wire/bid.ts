import type { Bid, Certificate, Fill, ProductTerms, Solution } from '../auction/Bid.ts'
import { readAddress, readHash, readList, readUint8, readUint256 } from './decodeField.ts'
import { writeAddress, writeHash, writeUint32, writeUint64, writeUint256 } from './encodeField.ts'
import * as pb from './generated/walras/v1/bid_pb.ts'
import { wireLimits } from './limits.ts'
import { decodeMessage, encodeMessage } from './message.ts'
import { malformed, oversized, unencodable } from './wireError.ts'

function readFill({ intent, pool, slot, hardware, units }: pb.Fill): Fill {
  return { intent, pool, slot, hardware: readUint8('hardware', hardware), units: readUint256('units', units) }
}

function readProduct(message: pb.ProductTerms): ProductTerms {
  return {
    gpuClass: readHash('gpuClass', message.gpuClass),
    region: readHash('region', message.region),
    tier: readUint8('tier', message.tier),
    slot: message.slot,
    margin: readUint256('margin', message.margin),
    maxPrice: readUint256('maxPrice', message.maxPrice),
  }
}

function readSolution({ fills, products }: pb.Solution): Solution {
  return {
    fills: readList('fills', fills, wireLimits.fills, readFill),
    products: readList('products', products, wireLimits.products, readProduct),
  }
}

function writeFill({ intent, pool, slot, hardware, units }: Fill) {
  return {
    intent: writeUint32('intent', intent),
    pool: writeUint32('pool', pool),
    slot: writeUint64('slot', slot),
    hardware: writeUint32('hardware', hardware),
    units: writeUint256('units', units),
  }
}

function writeProduct(product: ProductTerms) {
  return {
    gpuClass: writeHash('gpuClass', product.gpuClass),
    region: writeHash('region', product.region),
    tier: writeUint32('tier', product.tier),
    slot: writeUint64('slot', product.slot),
    margin: writeUint256('margin', product.margin),
    maxPrice: writeUint256('maxPrice', product.maxPrice),
  }
}

function readPrice(price: bigint): bigint {
  if (price > wireLimits.certificatePrice)
    throw malformed(`A certificate's price is ${price}; it must be at most 2^53 - 1.`, { price })
  return price
}

function readCertificate({ prices, gasPrice }: pb.Certificate): Certificate {
  return {
    prices: readList('certificate.prices', prices, wireLimits.certificatePrices, readPrice),
    gasPrice: readPrice(gasPrice),
  }
}

function writePrice(price: bigint): bigint {
  if (price < 0n || price > wireLimits.certificatePrice)
    throw unencodable(`A certificate's price is ${price}; it must be at most 2^53 - 1.`, { price })
  return price
}

/** @throws {@link WalrasError} `wire/unencodable`. */
export function encodeBid(bid: Bid): Uint8Array {
  return encodeMessage(pb.BidSchema, wireLimits.bidBytes, () => ({
    auctionHash: writeHash('auctionHash', bid.auctionHash),
    solver: writeAddress('solver', bid.solver),
    solutions: bid.solutions.map(({ fills, products }) => ({
      fills: fills.map(writeFill),
      products: products.map(writeProduct),
    })),
    salt: writeHash('salt', bid.salt),
    ...(bid.certificate && {
      certificate: {
        prices: bid.certificate.prices.map(writePrice),
        gasPrice: writePrice(bid.certificate.gasPrice),
      },
    }),
  }))
}

/** @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else. */
export function decodeBid(bytes: Uint8Array): Bid {
  return decodeMessage(pb.BidSchema, bytes, wireLimits.bidBytes, (message) => {
    const fills = message.solutions.reduce((total, solution) => total + solution.fills.length, 0)
    if (fills > wireLimits.fills) throw oversized('fills (entries)', fills, wireLimits.fills)
    return {
      auctionHash: readHash('auctionHash', message.auctionHash),
      solver: readAddress('solver', message.solver),
      solutions: readList('solutions', message.solutions, wireLimits.solutions, readSolution),
      salt: readHash('salt', message.salt),
      ...(message.certificate && { certificate: readCertificate(message.certificate) }),
    }
  })
}
