// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISignatureTransfer} from "permit2/src/interfaces/ISignatureTransfer.sol";
import {IBatchRules} from "../interfaces/IBatchRules.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {BatchLedger, Ledger} from "../libraries/BatchLedger.sol";
import {IntentHash} from "../libraries/IntentHash.sol";
import {OrderResult, OrderRules} from "../libraries/OrderRules.sol";
import {Batch, BatchFill, BatchOrder} from "../types/Batch.sol";

contract BatchRules is IBatchRules {
    using BatchLedger for Ledger;

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
        uint256 purchases = batch.purchases.length;
        ledger.clear(batch.products, new uint256[](purchases), new address[](purchases));
        for (uint256 i; i < batch.orders.length; ++i) {
            _checkOrder(batch.orders[i], i, ledger);
        }
    }

    function _checkOrder(BatchOrder calldata order, uint256 index, Ledger memory ledger) private pure {
        OrderResult memory result;
        for (uint256 i; i < order.fills.length; ++i) {
            BatchFill calldata fill = order.fills[i];
            OrderRules.checkFill(order.intent, fill, ledger.purchases[fill.purchase].product, result, index, i);
            OrderRules.checkNeighbour(ledger.purchases, order.fills, order.intent.contiguous, result, index, i);
        }
        OrderRules.checkOrder(order.intent, order.maxPayment, result, index);
    }

    function _checkForm(Batch calldata batch) private view returns (Ledger memory ledger) {
        ledger = BatchLedger.tally(batch, ISettlement(settlement).slotSeconds());
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
