// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISignatureTransfer} from "permit2/src/interfaces/ISignatureTransfer.sol";
import {IBatchRules} from "../interfaces/IBatchRules.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {BatchLedger, Ledger} from "../libraries/BatchLedger.sol";
import {IntentHash} from "../libraries/IntentHash.sol";
import {OrderRules} from "../libraries/OrderRules.sol";
import {Batch, BatchOrder} from "../types/Batch.sol";

contract BatchRules is IBatchRules {
    using BatchLedger for Ledger;
    using OrderRules for Ledger;

    address public immutable settlement;

    constructor(address settlement_) {
        settlement = settlement_;
    }

    /// @inheritdoc IBatchRules
    function checkForm(Batch calldata batch) external view {
        _checkForm(batch);
    }

    /// @inheritdoc IBatchRules
    function check(Batch calldata batch) external view {
        Ledger memory ledger = _checkForm(batch);
        // Costs only ever raise prices and payments: who is over a limit at cost 0 is over it at any cost.
        ledger.clear(batch, new uint256[](batch.purchases.length));
        uint256 slotSeconds = ISettlement(settlement).slotSeconds();
        for (uint256 i; i < batch.orders.length; ++i) {
            ledger.check(batch, i, slotSeconds);
        }
    }

    function _checkForm(Batch calldata batch) private view returns (Ledger memory ledger) {
        ledger = BatchLedger.tally(batch);
        _checkProductsUsed(batch);
        address token = ISettlement(settlement).token();
        bytes32 domain = ISignatureTransfer(ISettlement(settlement).permit2()).DOMAIN_SEPARATOR();
        bytes32 previous;
        for (uint256 i; i < batch.orders.length; ++i) {
            BatchOrder calldata order = batch.orders[i];
            bytes32 intentId = IntentHash.intentId(order, IntentHash.witness(order.intent), token, settlement, domain);
            if (intentId <= previous) revert ISettlement.OrdersNotAscending(i);
            previous = intentId;
        }
    }

    function _checkProductsUsed(Batch calldata batch) private pure {
        bool[] memory used = new bool[](batch.products.length);
        for (uint256 i; i < batch.purchases.length; ++i) {
            used[batch.purchases[i].product] = true;
        }
        for (uint256 i; i < used.length; ++i) {
            if (!used[i]) revert ISettlement.ProductUnused(i);
        }
    }
}
