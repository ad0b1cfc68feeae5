// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FullMath} from "@uniswap/v4-core/src/libraries/FullMath.sol";
import {ISignatureTransfer} from "permit2/src/interfaces/ISignatureTransfer.sol";
import {IBatchLens} from "./interfaces/IBatchLens.sol";
import {IComputePools} from "./interfaces/IComputePools.sol";
import {IPaymentToken} from "./interfaces/IPaymentToken.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {BatchFindings} from "./libraries/BatchFindings.sol";
import {FindingList, Findings} from "./libraries/Findings.sol";
import {IntentHash} from "./libraries/IntentHash.sol";
import {IntentTypes} from "./libraries/IntentTypes.sol";
import {OrderFindings} from "./libraries/OrderFindings.sol";
import {PaymentFindings} from "./libraries/PaymentFindings.sol";
import {Reason} from "./libraries/Reason.sol";
import {SignatureProbe} from "./libraries/SignatureProbe.sol";
import {Batch, BatchFill, BatchOrder} from "./types/Batch.sol";
import {AwardStatus, BatchVerdict, Finding, OrderVerdict, Rehearsal, Rule} from "./types/BatchVerdict.sol";

/// @dev The size of a fill, for {BatchLens.weigh}.
struct FillWeight {
    uint256 units;
    uint256 speed;
    uint256 price;
}

contract BatchLens is IBatchLens {
    using BatchFindings for FindingList;
    using Findings for FindingList;
    using OrderFindings for FindingList;
    using PaymentFindings for FindingList;

    uint256 internal constant PIPS = 1e6;

    /// @dev No transaction may use more since EIP-7825. Whatever burns more must not take the lens's own gas with it.
    uint256 internal constant REHEARSAL_GAS = 1 << 24;

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

    /// @inheritdoc IBatchLens
    function judge(Batch calldata batch, bytes calldata awardSignature) external returns (BatchVerdict memory verdict) {
        // First: storage that has been read before is cheaper.
        if (awardSignature.length > 0) verdict.rehearsal = _rehearse();

        FindingList memory list;
        _checkAward(list, verdict, batch, awardSignature);
        list.checkShape(batch);
        list.buy(verdict, batch, computePools);
        list.price(verdict, batch);
        bool sound = _judgeOrders(verdict, batch);
        _countMoney(verdict, batch);
        verdict.findings = list.close();
        verdict.sound = sound && list.count == 0;
        verdict.ok = verdict.sound && verdict.rehearsal.settled;
    }

    /// @inheritdoc IBatchLens
    function rehearse(Batch calldata, bytes calldata) external {
        bytes memory call = bytes.concat(ISettlement.settle.selector, msg.data[4:]);
        uint256 before = gasleft();
        (bool settled, bytes memory reason) = address(settlement).call(call);
        revert Rehearsed(settled, before - gasleft(), settled ? bytes("") : reason);
    }

    /// @notice What the fills of an order weigh together. External, so that arithmetic that overflows is a finding about
    /// one order and not the end of the verdict.
    function weigh(uint256 maxPayment, uint256 work, FillWeight[] calldata fills)
        external
        pure
        returns (uint256[] memory payments, uint256 payment, uint256 filledWork, uint256 limit)
    {
        payments = new uint256[](fills.length);
        for (uint256 i; i < fills.length; ++i) {
            filledWork += FullMath.mulDiv(fills[i].units, fills[i].speed, PIPS);
            payments[i] = FullMath.mulDivRoundingUp(fills[i].price, fills[i].units, BatchFindings.PRICE_SCALE);
            payment += payments[i];
        }
        if (filledWork > work) filledWork = work;
        if (filledWork > 0) limit = FullMath.mulDiv(maxPayment, filledWork, work);
    }

    /// @dev The arguments are the same, so only the selector changes.
    function _rehearse() private returns (Rehearsal memory rehearsal) {
        (, bytes memory output) =
            address(this).call{gas: REHEARSAL_GAS}(bytes.concat(this.rehearse.selector, msg.data[4:]));
        rehearsal.tried = true;
        if (bytes4(output) != Rehearsed.selector) {
            rehearsal.gas = REHEARSAL_GAS;
            return rehearsal;
        }
        assembly ("memory-safe") {
            // Past the selector, which is no longer needed.
            let length := sub(mload(output), 4)
            output := add(output, 4)
            mstore(output, length)
        }
        (rehearsal.settled, rehearsal.gas, rehearsal.reason) = abi.decode(output, (bool, uint256, bytes));
    }

    function _checkAward(
        FindingList memory list,
        BatchVerdict memory verdict,
        Batch calldata batch,
        bytes calldata signature
    ) private view {
        bytes32 auctionHash = batch.auctionHash;
        if (settlement.settled(auctionHash)) {
            list.add(Rule.Settled, Reason.encode(ISettlement.AuctionSettled.selector, uint256(auctionHash)));
        }
        if (block.number > batch.expiryBlock) {
            list.add(Rule.Expired, Reason.encode(ISettlement.AwardExpired.selector, batch.expiryBlock, block.number));
        }
        if (signature.length == 0) return;
        bytes32 batchHash = keccak256(abi.encode(batch));
        bytes32 award = keccak256(abi.encode(IntentTypes.AWARD_TYPEHASH, auctionHash, batchHash, batch.expiryBlock));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", _settlementDomain(), award));
        if (SignatureProbe.probe(settlement.auctioneer(), digest, signature, REHEARSAL_GAS).valid) {
            verdict.award = AwardStatus.Valid;
        } else {
            verdict.award = AwardStatus.Invalid;
            list.add(Rule.Award, Reason.encode(ISettlement.AwardSignatureInvalid.selector, uint256(batchHash)));
        }
    }

    /// @return sound whether no order breaks a rule, besides lacking its signature
    function _judgeOrders(BatchVerdict memory verdict, Batch calldata batch) private view returns (bool sound) {
        uint256 slotSeconds = settlement.slotSeconds();
        bytes32 domain = permit2.DOMAIN_SEPARATOR();
        verdict.orders = new OrderVerdict[](batch.orders.length);
        sound = true;
        for (uint256 i; i < batch.orders.length; ++i) {
            FindingList memory list;
            OrderVerdict memory order = verdict.orders[i];
            list.check(batch, i, slotSeconds);
            bool weighed = _weigh(list, verdict, batch, i);
            bytes32 digest = _permitDigest(batch.orders[i], domain);
            order.intentId = keccak256(abi.encode(batch.orders[i].owner, digest));
            if (i > 0 && order.intentId <= verdict.orders[i - 1].intentId) {
                list.add(Rule.IntentOrder, Reason.encode(ISettlement.OrdersNotAscending.selector, i));
            }
            list.check(order, batch, i, verdict.orders, token, permit2);
            list.checkSignature(order, batch.orders[i], digest);
            order.findings = list.close();
            sound = sound && weighed && _isSound(order.findings);
        }
    }

    /// @return whether its money could be counted
    function _weigh(FindingList memory list, BatchVerdict memory verdict, Batch calldata batch, uint256 index)
        private
        view
        returns (bool)
    {
        BatchOrder calldata order = batch.orders[index];
        OrderVerdict memory judged = verdict.orders[index];
        FillWeight[] memory weights = new FillWeight[](order.fills.length);
        for (uint256 i; i < weights.length; ++i) {
            BatchFill calldata fill = order.fills[i];
            weights[i].units = fill.units;
            if (fill.hardware < order.intent.hardware.length) {
                weights[i].speed = order.intent.hardware[fill.hardware].speed;
            }
            if (OrderFindings.isKnown(batch, fill)) {
                weights[i].price = verdict.products[batch.purchases[fill.purchase].product].price;
            }
        }
        try this.weigh(order.maxPayment, order.intent.work, weights) returns (
            uint256[] memory payments, uint256 payment, uint256 filledWork, uint256 limit
        ) {
            (judged.payment, judged.filledWork, judged.limit) = (payment, filledWork, limit);
            _addRevenues(verdict, batch, order.fills, payments);
        } catch (bytes memory reason) {
            list.add(Rule.Arithmetic, reason);
            return false;
        }
        if (judged.filledWork == 0 || judged.filledWork < order.intent.minWork) {
            list.add(
                Rule.Work,
                Reason.encode(ISettlement.WorkTooLittle.selector, index, judged.filledWork, order.intent.minWork)
            );
        }
        if (judged.payment > judged.limit) {
            list.add(Rule.Limit, Reason.encode(ISettlement.LimitExceeded.selector, index, judged.payment, judged.limit));
        }
        return true;
    }

    function _isSound(Finding[] memory findings) private pure returns (bool) {
        for (uint256 i; i < findings.length; ++i) {
            if (findings[i].rule != Rule.Unsigned) return false;
        }
        return true;
    }

    /// @dev As the settlement pays out. Nothing here reverts: a batch that does not add up has a finding that says why.
    function _countMoney(BatchVerdict memory verdict, Batch calldata batch) private view {
        uint256[] memory gross = new uint256[](batch.solvers.length);
        unchecked {
            for (uint256 i; i < batch.products.length; ++i) {
                (uint256 revenue, uint256 cost) = (verdict.products[i].revenue, verdict.products[i].cost);
                uint256 solver = batch.products[i].solver;
                if (solver < gross.length && revenue > cost) gross[solver] += revenue - cost;
            }
            uint256 pips = settlement.protocolFeePips();
            for (uint256 i; i < gross.length; ++i) {
                uint256 fee = FullMath.mulDiv(gross[i], pips, PIPS);
                verdict.protocolFee += fee;
                verdict.margins += gross[i] - fee;
            }
        }
    }

    function _addRevenues(
        BatchVerdict memory verdict,
        Batch calldata batch,
        BatchFill[] calldata fills,
        uint256[] memory payments
    ) private pure {
        for (uint256 i; i < fills.length; ++i) {
            if (!OrderFindings.isKnown(batch, fills[i])) continue;
            // Wraps only where a payment beyond all money is a finding already.
            unchecked {
                verdict.products[batch.purchases[fills[i].purchase].product].revenue += payments[i];
                verdict.payments += payments[i];
            }
        }
    }

    function _permitDigest(BatchOrder calldata order, bytes32 domain) private view returns (bytes32) {
        bytes32 permitted =
            keccak256(abi.encode(IntentTypes.TOKEN_PERMISSIONS_TYPEHASH, address(token), order.maxPayment));
        bytes32 permit = keccak256(
            abi.encode(
                IntentTypes.PERMIT_TYPEHASH,
                permitted,
                address(settlement),
                order.nonce,
                order.validUntil,
                IntentHash.witness(order.intent)
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, permit));
    }

    function _settlementDomain() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Walras"),
                keccak256("1"),
                block.chainid,
                address(settlement)
            )
        );
    }
}
