// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISignatureTransfer} from "permit2/src/interfaces/ISignatureTransfer.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";
import {Guarded} from "./Guarded.sol";
import {IComputePools} from "./interfaces/IComputePools.sol";
import {ILeaseEscrow} from "./interfaces/ILeaseEscrow.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {ISolverRegistry} from "./interfaces/ISolverRegistry.sol";
import {BatchHash} from "./libraries/BatchHash.sol";
import {BatchLedger, Ledger, ProductEntry, PurchaseEntry} from "./libraries/BatchLedger.sol";
import {IntentHash} from "./libraries/IntentHash.sol";
import {IntentTypes} from "./libraries/IntentTypes.sol";
import {LeaseTree} from "./libraries/LeaseTree.sol";
import {OrderResult, OrderRules} from "./libraries/OrderRules.sol";
import {PermitCall, PermitTemplate} from "./libraries/PermitCall.sol";
import {Batch, BatchFill, BatchOrder} from "./types/Batch.sol";
import {ComputeIntent} from "./types/Intent.sol";
import {Lease} from "./types/Lease.sol";
import {TakeRequest} from "./types/Pool.sol";

contract Settlement is ISettlement, EIP712, Guarded {
    using BatchLedger for Ledger;

    uint256 internal constant PIPS = 1e6;

    address public immutable token;
    address public immutable pools;
    address public immutable escrow;
    address public immutable registry;
    address public immutable permit2;
    address public immutable auctioneer;
    address public immutable feeRecipient;
    uint256 public immutable protocolFeePips;
    uint256 public immutable slotSeconds;

    constructor(
        address permit2_,
        address pools_,
        address escrow_,
        address auctioneer_,
        address feeRecipient_,
        uint256 protocolFeePips_
    ) {
        if (protocolFeePips_ > PIPS) revert FeeTooHigh(protocolFeePips_);
        permit2 = permit2_;
        pools = pools_;
        escrow = escrow_;
        auctioneer = auctioneer_;
        feeRecipient = feeRecipient_;
        protocolFeePips = protocolFeePips_;
        token = ILeaseEscrow(escrow_).token();
        slotSeconds = ILeaseEscrow(escrow_).slotSeconds();
        registry = ILeaseEscrow(escrow_).registry();
        _checkWiring();
    }

    /// @inheritdoc ISettlement
    function settle(Batch calldata batch, bytes calldata awardSignature) external nonReentrant {
        if (settled(batch.auctionHash)) revert AuctionSettled(batch.auctionHash);
        if (block.number > batch.expiryBlock) revert AwardExpired(batch.expiryBlock, block.number);
        _checkAward(batch, awardSignature);

        Ledger memory ledger = BatchLedger.tally(batch, slotSeconds);
        _take(batch, ledger);
        _emitProducts(batch, ledger);
        _settleOrders(batch, ledger);
        _payOut(batch, ledger);
    }

    /// @inheritdoc ISettlement
    /// @dev The escrow keeps one root per batch for ever and takes no second one: a flag here would say the same again. Until
    /// the root is there, the reentrancy lock keeps this batch alone.
    function settled(bytes32 auctionHash) public view returns (bool) {
        return ILeaseEscrow(escrow).leaseRoot(batchIdOf(auctionHash)) != 0;
    }

    /// @inheritdoc ISettlement
    function intentIdOf(BatchOrder calldata order) external view returns (bytes32) {
        return _intentId(order, IntentHash.witness(order.intent), _permit2Domain());
    }

    /// @inheritdoc ISettlement
    function batchIdOf(bytes32 auctionHash) public view returns (bytes32) {
        return LeaseTree.batchId(address(this), auctionHash);
    }

    /// @dev The three contracts name each other at construction: a wrong address must not survive deployment.
    function _checkWiring() private view {
        if (ILeaseEscrow(escrow).settlement() != address(this) || ILeaseEscrow(escrow).pools() != pools) {
            revert WiringMismatch(escrow);
        }
        IComputePools sold = IComputePools(pools);
        if (
            sold.settlement() != address(this) || sold.escrow() != escrow || sold.token() != token
                || sold.slotSeconds() != slotSeconds || sold.registry() != registry
                || sold.bondHold() < ILeaseEscrow(escrow).clocks().submit
        ) revert WiringMismatch(pools);
        ISolverRegistry bonds = ISolverRegistry(registry);
        if (bonds.token() != token || bonds.pools() != pools || bonds.escrow() != escrow) {
            revert WiringMismatch(registry);
        }
    }

    function _checkAward(Batch calldata batch, bytes calldata signature) private view {
        bytes32 batchHash = BatchHash.hash(batch, signature);
        bytes32 award =
            keccak256(abi.encode(IntentTypes.AWARD_TYPEHASH, batch.auctionHash, batchHash, batch.expiryBlock));
        if (!SignatureCheckerLib.isValidSignatureNowCalldata(auctioneer, _hashTypedData(award), signature)) {
            revert AwardSignatureInvalid(batchHash);
        }
    }

    function _take(Batch calldata batch, Ledger memory ledger) private {
        TakeRequest[] memory requests = new TakeRequest[](ledger.purchases.length);
        for (uint256 i; i < requests.length; ++i) {
            PurchaseEntry memory purchase = ledger.purchases[i];
            ProductEntry memory product = purchase.product;
            TakeRequest memory request = requests[i];
            request.poolId = purchase.poolId;
            request.goods = EfficientHashLib.hash(product.gpuClass, product.region, bytes32(uint256(product.tier)));
            request.slot = product.slot;
            request.units = purchase.units;
        }
        (uint256[] memory costs, address[] memory operators) = IComputePools(pools).take(requests);
        ledger.clear(batch.products, costs, operators);
    }

    function _emitProducts(Batch calldata batch, Ledger memory ledger) private {
        for (uint256 i; i < batch.products.length; ++i) {
            ProductEntry memory product = ledger.products[i];
            emit ProductCleared(
                batch.auctionHash,
                product.gpuClass,
                product.region,
                product.tier,
                product.slot,
                product.price,
                product.units,
                product.cost,
                batch.solvers[batch.products[i].solver]
            );
        }
    }

    function _settleOrders(Batch calldata batch, Ledger memory ledger) private {
        uint256 before = SafeTransferLib.balanceOf(token, escrow);
        PermitTemplate memory permits = PermitCall.prepare(token, escrow, _permit2Domain());
        Lease memory lease;
        lease.batchId = batchIdOf(batch.auctionHash);
        BatchOrder[] calldata orders = batch.orders;
        for (uint256 i; i < orders.length; ++i) {
            _settleOrder(batch.auctionHash, orders[i], i, ledger, permits, lease);
        }
        uint256 received = SafeTransferLib.balanceOf(token, escrow) - before;
        if (received != ledger.payments) revert TransferIncomplete(received, ledger.payments);
    }

    /// @dev An order against its rules, with its leases, then its money into escrow.
    /// @param lease of the batch; its intent is that of the order before
    function _settleOrder(
        bytes32 auctionHash,
        BatchOrder calldata order,
        uint256 index,
        Ledger memory ledger,
        PermitTemplate memory permits,
        Lease memory lease
    ) private {
        ComputeIntent calldata intent = order.intent;
        bytes32 witness = IntentHash.witness(intent);
        bytes32 intentId = _intentId(order, witness, permits.domain);
        bool ascends = intentId > lease.intentId;
        (lease.intentId, lease.recipient, lease.workload) = (intentId, intent.recipient, intent.workload);
        OrderResult memory result = _fillOrder(order.fills, intent, index, ledger, lease);
        OrderRules.checkOrder(intent, order.maxPayment, result, index);
        if (!ascends) revert OrdersNotAscending(index);

        ledger.payments += result.payment;
        emit IntentSettled(intentId, order.owner, auctionHash, result.payment, result.filledWork, result.limit);
        PermitCall.pull(permits, permit2, order, witness, result.payment);
    }

    /// @dev Every fill against the rules, and its lease.
    function _fillOrder(
        BatchFill[] calldata fills,
        ComputeIntent calldata intent,
        uint256 index,
        Ledger memory ledger,
        Lease memory lease
    ) private returns (OrderResult memory result) {
        for (uint256 i; i < fills.length; ++i) {
            BatchFill calldata fill = fills[i];
            PurchaseEntry memory purchase = ledger.purchases[fill.purchase];
            lease.payment = OrderRules.checkFill(intent, fill, purchase.product, result, index, i);
            OrderRules.checkNeighbour(ledger.purchases, fills, intent.contiguous, result, index, i);
            _openLease(ledger, lease, purchase, fill.units);
        }
    }

    function _openLease(Ledger memory ledger, Lease memory lease, PurchaseEntry memory purchase, uint256 units)
        private
    {
        lease.operator = purchase.operator;
        lease.poolId = purchase.poolId;
        lease.slot = purchase.product.slot;
        lease.units = units;
        lease.cost = BatchLedger.costShare(purchase, units);
        ledger.leaves[lease.index] = LeaseTree.leaf(lease);
        _emitLease(lease);
        ++lease.index;
    }

    function _emitLease(Lease memory lease) private {
        emit LeaseOpened(
            lease.batchId,
            lease.index,
            lease.operator,
            lease.recipient,
            lease.poolId,
            lease.slot,
            lease.units,
            lease.cost,
            lease.payment,
            lease.workload,
            lease.intentId
        );
    }

    /// @dev Σ payments = Σ costs + Σ margins + protocol fee, to the unit: what is not cost is credited to somebody.
    function _payOut(Batch calldata batch, Ledger memory ledger) private {
        bytes32 root = LeaseTree.root(ledger.leaves);
        ILeaseEscrow(escrow).open(batch.auctionHash, root, ledger.costs);

        uint256[] memory gross = new uint256[](batch.solvers.length);
        for (uint256 i; i < batch.products.length; ++i) {
            gross[batch.products[i].solver] += ledger.products[i].revenue - ledger.products[i].cost;
        }
        uint256 protocolFee;
        for (uint256 i; i < gross.length; ++i) {
            // Rounds down: the fee never eats into a solver's share.
            uint256 fee = gross[i] * protocolFeePips / PIPS;
            protocolFee += fee;
            if (gross[i] > fee) ILeaseEscrow(escrow).credit(batch.solvers[i], gross[i] - fee);
        }
        if (protocolFee > 0) ILeaseEscrow(escrow).credit(feeRecipient, protocolFee);
        emit BatchSettled(
            batch.auctionHash,
            root,
            ledger.payments,
            ledger.costs,
            ledger.payments - ledger.costs - protocolFee,
            protocolFee
        );
    }

    function _intentId(BatchOrder calldata order, bytes32 witness, bytes32 domain) private view returns (bytes32) {
        return IntentHash.intentId(order, witness, token, address(this), domain);
    }

    /// @dev Asked each time, so that it stays right after a chain split.
    function _permit2Domain() private view returns (bytes32) {
        return ISignatureTransfer(permit2).DOMAIN_SEPARATOR();
    }

    function _domainNameAndVersion() internal pure override returns (string memory name, string memory version) {
        return ("Walras", "1");
    }
}
