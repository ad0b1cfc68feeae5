import type { OfferedMachines } from '@walras/solver-kit'
import { readTrace } from './dataFolder.ts'

/** By AcceleratorName, where it decides; H100 and A100 by the shape's name, see docs/facts.md. */
const classes: Readonly<Record<string, string>> = {
  A4000: 'a4000-16gb',
  A5000: 'a5000-24gb',
  A6000: 'a6000-48gb',
  A16: 'a16-16gb',
  A40: 'a40-48gb',
  L4: 'l4-24gb',
  L40: 'l40-48gb',
  L40S: 'l40s-48gb',
  RTX4090: 'rtx4090-24gb',
  RTX5090: 'rtx5090-32gb',
  RTX6000Ada: 'rtx6000-ada-48gb',
  H200: 'h200-sxm-141gb',
  B200: 'b200-sxm-180gb',
}

const cities: Readonly<Record<string, readonly string[]>> = {
  'us-east': ['newyork', 'newark', 'raleigh', 'culpeper', 'dulles', 'dowagiac'],
  'us-central': ['kansascity', 'desmoines', 'wichita', 'chicago', 'dallas', 'houston', 'austin'],
  'us-west': ['saltlakecity', 'casper', 'losangeles', 'sanjose'],
  'ca-east': ['montreal', 'toronto'],
  'ca-west': ['calgary'],
  'eu-north': ['helsinki', 'stockholm', 'oslo', 'kristiansand', 'reykjanesbaer'],
  'eu-west': ['paris'],
  'eu-central': ['frankfurt', 'warsaw'],
  'uk-south': ['london'],
  'ap-northeast': ['tokyo'],
  'ap-southeast': ['singapore'],
  'ap-south': ['bangalore'],
  oceania: ['melbourne'],
}
const regionByCity = new Map(Object.entries(cities).flatMap(([region, names]) => names.map((name) => [name, region])))

function classOf(accelerator: string, shape: string): string | undefined {
  const sxm = /sxm/i.test(shape)
  if (accelerator === 'H100') return sxm ? 'h100-sxm-80gb' : 'h100-pcie-80gb'
  if (accelerator === 'A100-80G') return sxm ? 'a100-sxm-80gb' : 'a100-pcie-80gb'
  if (accelerator === 'A100') return sxm ? 'a100-sxm-40gb' : undefined
  return classes[accelerator]
}

/**
 * Every offer of shadeform/vms.csv (12 October 2025) whose class and region the catalogue knows, at its price.
 * `undefined` where the file is not at hand.
 */
export function shadeformOffers(): OfferedMachines[] | undefined {
  return readTrace('shadeform_vms_2025-10-12.csv')?.flatMap((row) => {
    const gpuClass = classOf(row.AcceleratorName ?? '', row.InstanceType ?? '')
    const region = regionByCity.get((row.Region ?? '').split('-')[0] ?? '')
    const [gpus, price] = [Number(row.AcceleratorCount), Number(row.Price)]
    return gpuClass && region && gpus > 0 && price > 0 ? [{ gpuClass, region, gpus, usdPerGpuHour: price / gpus }] : []
  })
}
