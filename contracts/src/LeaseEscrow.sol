// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";
import {LibBitmap} from "solady/utils/LibBitmap.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {ILeaseEscrow} from "./interfaces/ILeaseEscrow.sol";
import {LeaseTree} from "./libraries/LeaseTree.sol";
import {Lease} from "./types/Lease.sol";

contract LeaseEscrow is ILeaseEscrow, ReentrancyGuardTransient {
    using LibBitmap for LibBitmap.Bitmap;

    address public immutable token;
    address public immutable pools;
    address public immutable settlement;
    uint256 public immutable slotSeconds;

    uint256 public owed;
    mapping(address payee => uint256) public creditOf;
    mapping(bytes32 batchId => bytes32) public leaseRoot;
    mapping(bytes32 batchId => LibBitmap.Bitmap) internal _ended;

    modifier onlyOpeners() {
        if (msg.sender != settlement && msg.sender != pools) revert NotOpener(msg.sender);
        _;
    }

    constructor(address token_, address pools_, address settlement_, uint256 slotSeconds_) {
        token = token_;
        pools = pools_;
        settlement = settlement_;
        slotSeconds = slotSeconds_;
    }

    /// @inheritdoc ILeaseEscrow
    function open(bytes32 key, bytes32 leaseRoot_, uint256 total) external onlyOpeners returns (bytes32 batchId) {
        batchId = LeaseTree.batchId(msg.sender, key);
        if (leaseRoot[batchId] != 0) revert BatchExists(batchId);
        leaseRoot[batchId] = leaseRoot_;
        owed += total;
    }

    /// @inheritdoc ILeaseEscrow
    function credit(address payee, uint256 amount) external onlyOpeners {
        _credit(payee, amount);
    }

    /// @inheritdoc ILeaseEscrow
    function claim(Lease calldata lease, bytes32[] calldata proof) external nonReentrant {
        _endDelivered(lease, proof);
        _pay(msg.sender, lease.cost);
    }

    /// @inheritdoc ILeaseEscrow
    function claimMany(Lease[] calldata leases, bytes32[][] calldata proofs) external nonReentrant {
        if (leases.length != proofs.length) revert LengthMismatch(leases.length, proofs.length);
        uint256 total;
        for (uint256 i; i < leases.length; ++i) {
            _endDelivered(leases[i], proofs[i]);
            total += leases[i].cost;
        }
        _pay(msg.sender, total);
    }

    /// @inheritdoc ILeaseEscrow
    function declareFailure(Lease calldata lease, bytes32[] calldata proof) external nonReentrant {
        _end(lease, proof);
        emit LeaseFailed(lease.batchId, lease.index, lease.recipient, lease.cost);
        _pay(lease.recipient, lease.cost);
    }

    /// @inheritdoc ILeaseEscrow
    function withdraw() external nonReentrant returns (uint256 amount) {
        amount = creditOf[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        creditOf[msg.sender] = 0;
        owed -= amount;
        emit Withdrawn(msg.sender, amount);
        SafeTransferLib.safeTransfer(token, msg.sender, amount);
    }

    /// @inheritdoc ILeaseEscrow
    function ended(bytes32 batchId, uint256 index) external view returns (bool) {
        return _ended[batchId].get(index);
    }

    function _endDelivered(Lease calldata lease, bytes32[] calldata proof) private {
        uint256 endsAt = (uint256(lease.slot) + 1) * slotSeconds;
        if (block.timestamp < endsAt) revert SlotNotOver(lease.slot, endsAt);
        _end(lease, proof);
        emit LeaseClaimed(lease.batchId, lease.index, lease.operator, lease.cost);
    }

    /// @dev Every way out of a lease passes here, and each lease only once.
    function _end(Lease calldata lease, bytes32[] calldata proof) private {
        if (msg.sender != lease.operator) revert NotOperator(msg.sender, lease.operator);
        if (!LeaseTree.contains(leaseRoot[lease.batchId], lease, proof)) {
            revert ProofInvalid(lease.batchId, lease.index);
        }
        LibBitmap.Bitmap storage bitmap = _ended[lease.batchId];
        if (bitmap.get(lease.index)) revert LeaseEnded(lease.batchId, lease.index);
        bitmap.set(lease.index);
        owed -= lease.cost;
    }

    /// @dev A payee that cannot be paid keeps a claim instead of blocking others.
    function _pay(address payee, uint256 amount) private {
        if (!_tryTransfer(payee, amount)) _credit(payee, amount);
    }

    function _credit(address payee, uint256 amount) private {
        creditOf[payee] += amount;
        owed += amount;
        emit Credited(payee, amount);
    }

    function _tryTransfer(address to, uint256 amount) private returns (bool) {
        (bool success, bytes memory result) =
            token.call(abi.encodeWithSignature("transfer(address,uint256)", to, amount));
        // Tokens that return nothing count as paid, like in SafeTransferLib.
        return success && (result.length == 0 || (result.length >= 32 && abi.decode(result, (uint256)) == 1));
    }
}
