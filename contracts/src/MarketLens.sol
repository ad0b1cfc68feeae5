// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISignatureTransfer} from "permit2/src/interfaces/ISignatureTransfer.sol";
import {IComputePools} from "./interfaces/IComputePools.sol";
import {IMarketLens, MarketDeployment} from "./interfaces/IMarketLens.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {Inventory, PoolView} from "./types/Pool.sol";

interface IPaymentToken {
    function balanceOf(address owner) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
}

contract MarketLens is IMarketLens {
    ISettlement internal immutable settlement;
    IComputePools internal immutable computePools;
    IPaymentToken internal immutable token;
    ISignatureTransfer internal immutable permit2;

    constructor(address settlement_) {
        settlement = ISettlement(settlement_);
        computePools = IComputePools(settlement.pools());
        token = IPaymentToken(settlement.token());
        permit2 = ISignatureTransfer(settlement.permit2());
    }

    /// @inheritdoc IMarketLens
    function snapshot(uint256 fromPool, uint256 poolCount, uint64 firstSlot, uint32 slotCount)
        external
        view
        returns (uint256 total, PoolView[] memory pools)
    {
        total = computePools.poolCount();
        uint256 left = total > fromPool ? total - fromPool : 0;
        pools = new PoolView[](left < poolCount ? left : poolCount);
        for (uint256 i; i < pools.length; ++i) {
            pools[i] = _view(computePools.poolIdAt(fromPool + i), firstSlot, slotCount);
        }
    }

    /// @inheritdoc IMarketLens
    function deployment() external view returns (MarketDeployment memory) {
        return MarketDeployment({
            chainId: block.chainid,
            settlement: address(settlement),
            pools: address(computePools),
            escrow: settlement.escrow(),
            registry: settlement.registry(),
            lens: address(this),
            permit2: address(permit2),
            token: address(token),
            auctioneer: settlement.auctioneer(),
            feeRecipient: settlement.feeRecipient(),
            slotSeconds: settlement.slotSeconds(),
            protocolFeePips: settlement.protocolFeePips()
        });
    }

    /// @inheritdoc IMarketLens
    function funds(address[] calldata owners, uint256[] calldata nonces)
        external
        view
        returns (uint256[] memory balances, uint256[] memory allowances, bool[] memory noncesUsed)
    {
        balances = new uint256[](owners.length);
        allowances = new uint256[](owners.length);
        noncesUsed = new bool[](owners.length);
        for (uint256 i; i < owners.length; ++i) {
            balances[i] = token.balanceOf(owners[i]);
            allowances[i] = token.allowance(owners[i], address(permit2));
            // Permit2 keeps nonces as bits: word nonce / 256, bit nonce % 256.
            noncesUsed[i] = permit2.nonceBitmap(owners[i], nonces[i] >> 8) & (1 << (nonces[i] & 0xff)) != 0;
        }
    }

    function _view(bytes32 poolId, uint64 firstSlot, uint32 slotCount) private view returns (PoolView memory pool) {
        pool.id = poolId;
        pool.terms = computePools.terms(poolId);
        pool.gpus = new uint32[](slotCount);
        pool.sold = new uint64[](slotCount);
        for (uint32 i; i < slotCount; ++i) {
            Inventory memory inventory = computePools.slotOf(poolId, firstSlot + i);
            (pool.gpus[i], pool.sold[i]) = (inventory.gpus, inventory.sold);
        }
    }
}
