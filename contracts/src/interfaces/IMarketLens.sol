// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PoolView} from "../types/Pool.sol";

/// @notice The addresses and constants of a market.
struct MarketDeployment {
    uint256 chainId;
    address settlement;
    address pools;
    address escrow;
    address registry;
    address lens;
    address permit2;
    address token;
    address auctioneer;
    address feeRecipient;
    uint256 slotSeconds;
    uint256 protocolFeePips;
}

/// @notice Reads a market with few calls. Nothing on chain depends on it.
interface IMarketLens {
    /// @notice Up to `poolCount` pools from index `fromPool`, each with its inventory in the window.
    /// @return total number of pools in the market
    function snapshot(uint256 fromPool, uint256 poolCount, uint64 firstSlot, uint32 slotCount)
        external
        view
        returns (uint256 total, PoolView[] memory pools);

    function deployment() external view returns (MarketDeployment memory);

    /// @notice What admission wants to know of owners[i] who signs with nonces[i].
    function funds(address[] calldata owners, uint256[] calldata nonces)
        external
        view
        returns (uint256[] memory balances, uint256[] memory allowances, bool[] memory noncesUsed);
}
