/** What one cloud asked for one shape on one day, per GPU. */
export interface ListPrice {
  /** The cloud that owns the machines. */
  provider: string
  /** Slug of the catalogue. */
  gpuClass: string
  /** Slug of the catalogue. */
  region: string
  /** GPUs of the instance. */
  gpus: number
  /** As listed, for the whole instance. */
  usdPerInstanceHour: number
  /** `usdPerInstanceHour / gpus`. */
  usdPerGpuHour: number
  /** The shape's name at the provider. */
  shape: string
  /** City, country and number of the site, as listed. */
  site: string
  source: string
  /** Day of the snapshot, ISO 8601. */
  date: string
}

/** Source and licence of {@link listPrices}. */
export const listPricesSource = 'shadeform/vms.csv, skypilot-org/skypilot @ d3149e25, Apache-2.0'

/*
 * How the 81 rows were taken from the 244 of the file:
 *
 * 1. provider = InstanceType up to the first `_`, shape = the rest; gpus = AcceleratorCount; price and site unchanged.
 * 2. class: by AcceleratorName where it decides (A4000, A5000, A6000, A16, A40, L4, L40, L40S, RTX4090, RTX5090,
 *    RTX6000Ada). H200 and B200 are read as SXM; H100 and A100 as SXM if the shape says so, else as PCIe; A100 without
 *    80G as the 40 GB SXM4. Left out, because the name does not tell the form factor: V100, V100-32G, paperspace
 *    H100, H100x8 and A100, latitude H100x8. Left out, because the catalogue has no class: RTXPro6000, RTX4000Ada.
 * 3. region: by city. us-east newyork newark raleigh culpeper dulles dowagiac; us-central kansascity desmoines wichita
 *    chicago dallas houston austin; us-west saltlakecity casper losangeles sanjose; ca-east montreal toronto; ca-west
 *    calgary; eu-north helsinki stockholm oslo kristiansand reykjanesbaer; eu-west paris; eu-central frankfurt warsaw;
 *    uk-south london; ap-northeast tokyo; ap-southeast singapore; ap-south bangalore; oceania melbourne. A site that
 *    is no city (`us-east-1`) is left out.
 * 4. Shapes of price 0 or of more than 8 GPUs are left out.
 * 5. Of each (provider, class, region) one row stays: the most GPUs, then the lowest price, then the first site by name.
 */
const rows: readonly [
  provider: string,
  gpuClass: string,
  region: string,
  gpus: number,
  usdPerInstanceHour: number,
  shape: string,
  site: string,
][] = [
  ['digitalocean', 'h100-sxm-80gb', 'ca-east', 1, 3.34, 'H100-sxm5', 'toronto-canada-1'],
  ['datacrunch', 'h100-sxm-80gb', 'eu-north', 1, 2.26, 'H100-sxm5', 'helsinki-finland-5'],
  ['nebius', 'h100-sxm-80gb', 'eu-north', 8, 23.99, 'H100-sxm5x8-NVLINK', 'helsinki-finland-3'],
  ['denvr', 'h100-sxm-80gb', 'us-central', 8, 17.6, 'H100-sxm5x8', 'houston-usa-1'],
  ['hyperstack', 'h100-sxm-80gb', 'us-central', 8, 19.2, 'H100-sxm5x8', 'houston-usa-3'],
  ['lambdalabs', 'h100-sxm-80gb', 'us-central', 8, 23.92, 'H100-sxm5x8', 'austin-usa-1'],
  ['digitalocean', 'h100-sxm-80gb', 'us-east', 1, 3.34, 'H100-sxm5', 'newyork-usa-2'],
  ['hyperstack', 'h100-pcie-80gb', 'ca-east', 8, 15.2, 'H100x8', 'montreal-canada-2'],
  ['scaleway', 'h100-pcie-80gb', 'eu-central', 2, 6.08, 'H100x2', 'warsaw-poland-1'],
  ['cudo', 'h100-pcie-80gb', 'eu-north', 4, 11.42, 'H100x4', 'kristiansand-norway-2'],
  ['scaleway', 'h100-pcie-80gb', 'eu-west', 2, 6.08, 'H100x2', 'paris-france-1'],
  ['imwt', 'h100-pcie-80gb', 'us-central', 2, 4.96, 'H100x2', 'desmoines-usa-2'],
  ['massedcompute', 'h100-pcie-80gb', 'us-central', 2, 5.96, 'H100x2', 'desmoines-usa-1'],
  ['lambdalabs', 'h100-pcie-80gb', 'us-west', 1, 2.49, 'H100', 'saltlakecity-usa-1'],
  ['excesssupply', 'h200-sxm-141gb', 'eu-north', 8, 26, 'H200-sxm5x8-NVLINK-eu', 'helsinki-finland-4'],
  ['datacrunch', 'h200-sxm-141gb', 'eu-north', 8, 26.95, 'H200x8', 'helsinki-finland-2'],
  ['nebius', 'h200-sxm-141gb', 'eu-north', 8, 28.44, 'H200-sxm5x8-NVLINK', 'helsinki-finland-3'],
  ['excesssupply', 'h200-sxm-141gb', 'eu-west', 8, 26, 'H200-sxm5x8-NVLINK-eu', 'paris-france-3'],
  ['nebius', 'h200-sxm-141gb', 'eu-west', 8, 28.44, 'H200-sxm5x8-NVLINK', 'paris-france-2'],
  ['boostrun', 'h200-sxm-141gb', 'us-central', 8, 19.6, 'H200-sxm5x8-NVLINK', 'dallas-usa-4'],
  ['excesssupply', 'h200-sxm-141gb', 'us-central', 8, 19.6, 'H200-sxm5x8-NVLINK', 'kansascity-usa-4'],
  ['nebius', 'h200-sxm-141gb', 'us-central', 8, 28.44, 'H200-sxm5x8-NVLINK', 'kansascity-usa-3'],
  ['amaya', 'h200-sxm-141gb', 'us-east', 8, 18.8, 'H200-sxm5x8-NVLINK', 'dowagiac-usa-1'],
  ['boostrun', 'h200-sxm-141gb', 'us-east', 8, 19.6, 'H200-sxm5x8-NVLINK', 'raleigh-usa-1'],
  ['digitalocean', 'h200-sxm-141gb', 'us-east', 1, 3.44, 'H200-sxm5', 'newyork-usa-2'],
  ['datacrunch', 'b200-sxm-180gb', 'eu-north', 8, 39.2, 'B200x8', 'helsinki-finland-5'],
  ['excesssupply', 'b200-sxm-180gb', 'us-central', 8, 36, 'B200-sxm5x8-NVLINK', 'kansascity-usa-4'],
  ['lambdalabs', 'b200-sxm-180gb', 'us-east', 8, 39.92, 'B200-sxm6x8', 'dulles-usa-1'],
  ['datacrunch', 'a100-sxm-80gb', 'eu-north', 8, 14.56, 'A100-sxm4-80Gx8', 'helsinki-finland-5'],
  ['massedcompute', 'a100-sxm-80gb', 'us-central', 8, 10.24, 'A100-sxm4-80G-DGXx8', 'kansascity-usa-1'],
  ['denvr', 'a100-sxm-80gb', 'us-central', 8, 10.8, 'A100-sxm4-80Gx8', 'houston-usa-1'],
  ['paperspace', 'a100-sxm-80gb', 'us-east', 8, 25.76, 'A100-sxm4-80Gx8', 'newyork-usa-1'],
  ['vultr', 'a100-pcie-80gb', 'ap-northeast', 1, 2.6, 'A100-80G', 'tokyo-japan-2'],
  ['hyperstack', 'a100-pcie-80gb', 'ca-east', 8, 10.8, 'A100-80Gx8', 'montreal-canada-2'],
  ['cudo', 'a100-pcie-80gb', 'eu-north', 4, 7.32, 'A100-80Gx4', 'kristiansand-norway-2'],
  ['massedcompute', 'a100-pcie-80gb', 'us-central', 4, 4.8, 'A100-80Gx4', 'desmoines-usa-1'],
  ['crusoe', 'a100-pcie-80gb', 'us-east', 8, 13.2, 'A100-80Gx8', 'culpeper-usa-1'],
  ['vultr', 'a100-pcie-80gb', 'us-east', 1, 2.6, 'A100-80G', 'newark-usa-1'],
  ['vultr', 'a100-pcie-80gb', 'us-west', 1, 2.6, 'A100-80G', 'sanjose-usa-1'],
  ['denvr', 'a100-sxm-40gb', 'ca-west', 8, 10, 'A100-sxm4x8', 'calgary-canada-1'],
  ['latitude', 'l40s-48gb', 'eu-central', 8, 6.97, 'L40Sx8', 'frankfurt-germany-5'],
  ['scaleway', 'l40s-48gb', 'eu-central', 8, 12.39, 'L40Sx8', 'warsaw-poland-1'],
  ['datacrunch', 'l40s-48gb', 'eu-north', 1, 1.36, 'L40S', 'helsinki-finland-2'],
  ['scaleway', 'l40s-48gb', 'eu-west', 8, 12.39, 'L40Sx8', 'paris-france-1'],
  ['cudo', 'l40s-48gb', 'oceania', 4, 5.91, 'L40Sx4', 'melbourne-australia-1'],
  ['latitude', 'l40s-48gb', 'us-central', 8, 6.97, 'L40Sx8', 'dallas-usa-1'],
  ['crusoe', 'l40s-48gb', 'us-central', 8, 11.6, 'L40Sx8', 'houston-usa-2'],
  ['crusoe', 'l40s-48gb', 'us-east', 8, 11.6, 'L40Sx8', 'culpeper-usa-1'],
  ['hyperstack', 'l40-48gb', 'ca-east', 8, 8, 'L40x8', 'montreal-canada-2'],
  ['massedcompute', 'l40-48gb', 'us-central', 4, 5.96, 'L40x4', 'desmoines-usa-1'],
  ['scaleway', 'l4-24gb', 'eu-central', 8, 6.67, 'L4x8', 'warsaw-poland-1'],
  ['scaleway', 'l4-24gb', 'eu-west', 8, 6.67, 'L4x8', 'paris-france-1'],
  ['cudo', 'a40-48gb', 'ca-east', 8, 3.6, 'A40x8', 'montreal-canada-4'],
  ['cudo', 'a40-48gb', 'eu-north', 8, 3.6, 'A40x8', 'stockholm-sweden-2'],
  ['vultr', 'a40-48gb', 'us-west', 1, 1.86, 'A40', 'losangeles-usa-1'],
  ['vultr', 'a16-16gb', 'ap-northeast', 8, 4.09, 'A16x8', 'tokyo-japan-2'],
  ['vultr', 'a16-16gb', 'ap-south', 8, 4.09, 'A16x8', 'bangalore-india-1'],
  ['vultr', 'a16-16gb', 'ap-southeast', 8, 4.09, 'A16x8', 'singapore-singapore-1'],
  ['vultr', 'a16-16gb', 'eu-central', 8, 4.09, 'A16x8', 'frankfurt-germany-6'],
  ['vultr', 'a16-16gb', 'uk-south', 8, 4.09, 'A16x8', 'london-uk-1'],
  ['vultr', 'a16-16gb', 'us-central', 8, 4.09, 'A16x8', 'chicago-usa-1'],
  ['vultr', 'a16-16gb', 'us-east', 2, 1.02, 'A16x2', 'newark-usa-1'],
  ['vultr', 'a16-16gb', 'us-west', 8, 4.09, 'A16x8', 'sanjose-usa-1'],
  ['hyperstack', 'a6000-48gb', 'ca-east', 8, 4, 'A6000x8', 'montreal-canada-2'],
  ['cudo', 'a6000-48gb', 'eu-north', 8, 4.68, 'A6000x8', 'stockholm-sweden-2'],
  ['datacrunch', 'a6000-48gb', 'eu-north', 1, 1.08, 'A6000', 'helsinki-finland-1'],
  ['imwt', 'a6000-48gb', 'us-central', 2, 0.98, 'A6000x2', 'kansascity-usa-2'],
  ['massedcompute', 'a6000-48gb', 'us-central', 4, 2.28, 'A6000-basex4', 'desmoines-usa-1'],
  ['paperspace', 'a6000-48gb', 'us-east', 4, 7.72, 'A6000x4', 'newyork-usa-1'],
  ['cudo', 'a5000-24gb', 'ca-east', 8, 3.62, 'A5000x8', 'montreal-canada-4'],
  ['paperspace', 'a5000-24gb', 'us-east', 4, 5.68, 'A5000x4', 'newyork-usa-1'],
  ['hyperstack', 'a4000-16gb', 'eu-north', 4, 0.6, 'A4000x4', 'oslo-norway-1'],
  ['paperspace', 'a4000-16gb', 'us-east', 4, 3.2, 'A4000x4', 'newyork-usa-1'],
  ['digitalocean', 'rtx6000-ada-48gb', 'ca-east', 1, 1.57, 'RTX6000Ada', 'toronto-canada-1'],
  ['datacrunch', 'rtx6000-ada-48gb', 'eu-north', 8, 8.48, 'RTX6000Adax8', 'helsinki-finland-5'],
  ['massedcompute', 'rtx6000-ada-48gb', 'us-central', 8, 6.16, 'RTX6000Adax8', 'kansascity-usa-1'],
  ['excesssupply', 'rtx5090-32gb', 'eu-north', 8, 6.4, 'RTX5090x8', 'oslo-norway-3'],
  ['evergreen', 'rtx5090-32gb', 'us-west', 8, 5.6, 'RTX5090x8', 'casper-usa-1'],
  ['excesssupply', 'rtx4090-24gb', 'eu-north', 8, 4.8, 'RTX4090x8', 'oslo-norway-3'],
  ['boostrun', 'rtx4090-24gb', 'us-east', 8, 3.92, 'RTX4090x8', 'raleigh-usa-1'],
  ['evergreen', 'rtx4090-24gb', 'us-west', 8, 3.2, 'RTX4090x8', 'casper-usa-1'],
]

/**
 * List prices of 18 clouds on 12 October 2025: what demo pools open at. By class, region, then price.
 *
 * @example
 * ```ts
 * listPrices.filter(({ gpuClass }) => gpuClass === 'h100-sxm-80gb').map(({ usdPerGpuHour }) => usdPerGpuHour)
 * ```
 */
export const listPrices: readonly ListPrice[] = rows.map(
  ([provider, gpuClass, region, gpus, usdPerInstanceHour, shape, site]) => ({
    provider,
    gpuClass,
    region,
    gpus,
    usdPerInstanceHour,
    usdPerGpuHour: usdPerInstanceHour / gpus,
    shape,
    site,
    source: listPricesSource,
    date: '2025-10-12',
  }),
)
