// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch, BatchOrder} from "../types/Batch.sol";
import {ILeaseEvents} from "./ILeaseEvents.sol";

/// @notice Settles an auction: one atomic batch of intents, pools and solvers, as the auctioneer's award allows.
/// Prices are in millionths of a token base unit per unit; payments in token base units.
interface ISettlement is ILeaseEvents {
    event ProductCleared(
        bytes32 indexed auctionHash,
        bytes32 gpuClass,
        bytes32 region,
        uint8 tier,
        uint64 slot,
        uint256 price,
        uint256 units,
        uint256 cost,
        address solver
    );
    event IntentSettled(
        bytes32 indexed intentId,
        address indexed owner,
        bytes32 indexed auctionHash,
        uint256 payment,
        uint256 filledWork,
        uint256 limit
    );
    event BatchSettled(
        bytes32 indexed auctionHash,
        bytes32 leaseRoot,
        uint256 payments,
        uint256 costs,
        uint256 margins,
        uint256 protocolFee
    );

    error AuctionSettled(bytes32 auctionHash);
    error AwardExpired(uint256 expiryBlock, uint256 blockNumber);
    error AwardSignatureInvalid(bytes32 batchHash);

    error BatchEmpty();
    error ProductsNotAscending(uint256 product);
    error PurchasesNotAscending(uint256 purchase);
    error OrdersNotAscending(uint256 order);
    error FillsNotAscending(uint256 order, uint256 fill);
    error SolverIndex(uint256 product, uint256 solver);
    error ProductIndex(uint256 purchase, uint256 product);
    error PurchaseIndex(uint256 order, uint256 fill, uint256 purchase);
    error HardwareIndex(uint256 order, uint256 fill, uint256 hardware);
    error ProductUnused(uint256 product);
    error PurchaseUnused(uint256 purchase);

    error OrderEmpty(uint256 order);
    error UnitsZero(uint256 order, uint256 fill);
    error HardwareMismatch(uint256 order, uint256 fill, bytes32 accepted, bytes32 sold);
    error RegionNotAllowed(uint256 order, uint256 fill, bytes32 region);
    error TierTooLow(uint256 order, uint256 fill, uint256 tier, uint256 minTier);
    error SlotTooEarly(uint256 order, uint256 fill, uint256 startsAt, uint256 startAfter);
    error SlotTooLate(uint256 order, uint256 fill, uint256 endsAt, uint256 finishBy);
    error UnitsTooFew(uint256 order, uint256 fill, uint256 units, uint256 minUnits);
    error NotContiguous(uint256 order, uint256 fill);
    error TooManyPools(uint256 order, uint256 pools, uint256 maxPools);
    error WorkTooLittle(uint256 order, uint256 filledWork, uint256 minWork);
    error LimitExceeded(uint256 order, uint256 payment, uint256 limit);
    error PriceAboveMaximum(uint256 product, uint256 price, uint256 maxPrice);
    error TransferIncomplete(uint256 received, uint256 expected);

    error FeeTooHigh(uint256 protocolFeePips);
    error WiringMismatch(address component);

    /// @notice Settles `batch`, all of it or nothing. Anyone may relay it.
    /// @param awardSignature the auctioneer's EIP-712 signature of Award(auctionHash, keccak256(abi.encode(batch)),
    /// expiryBlock): 65 or 64 bytes, or ERC-1271 if the auctioneer is a contract
    function settle(Batch calldata batch, bytes calldata awardSignature) external;

    function settled(bytes32 auctionHash) external view returns (bool);

    /// @notice The id of the intent in an order: keccak256(abi.encode(owner, digest that Permit2 verifies)).
    function intentIdOf(BatchOrder calldata order) external view returns (bytes32);

    /// @notice The id under which the escrow keeps the leases of an auction: keccak256(abi.encode(chain id, this, auctionHash)).
    function batchIdOf(bytes32 auctionHash) external view returns (bytes32);

    function token() external view returns (address);
    function pools() external view returns (address);
    function escrow() external view returns (address);
    function registry() external view returns (address);
    function permit2() external view returns (address);
    function auctioneer() external view returns (address);
    function feeRecipient() external view returns (address);

    /// @notice Share of the solvers' gross margin kept by the protocol, in millionths.
    function protocolFeePips() external view returns (uint256);
    function slotSeconds() external view returns (uint256);
}
