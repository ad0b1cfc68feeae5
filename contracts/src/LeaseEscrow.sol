// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Guarded} from "./Guarded.sol";
import {IComputePools} from "./interfaces/IComputePools.sol";
import {IComputeVerifier} from "./interfaces/IComputeVerifier.sol";
import {ILeaseEscrow} from "./interfaces/ILeaseEscrow.sol";
import {ISolverRegistry} from "./interfaces/ISolverRegistry.sol";
import {LeaseClock} from "./libraries/LeaseClock.sol";
import {LeaseMoney} from "./libraries/LeaseMoney.sol";
import {LeaseTree} from "./libraries/LeaseTree.sol";
import {Delivery, DeliveryClaim, Verdict} from "./types/Delivery.sol";
import {EscrowTerms, Failure, Lease, LeaseClocks, LeaseLife, LeaseShares, LeaseStatus} from "./types/Lease.sol";

contract LeaseEscrow is ILeaseEscrow, Guarded {
    using LeaseClock for LeaseLife;

    /// @notice Where burned penalties go. Nobody has its key.
    address public constant BURNED = 0x000000000000000000000000000000000000dEaD;

    address public immutable token;
    address public immutable pools;
    address public immutable settlement;
    address public immutable registry;
    uint256 public immutable slotSeconds;
    address internal immutable _verifier0;
    address internal immutable _verifier1;
    address internal immutable _verifier2;
    address internal immutable _verifier3;

    uint256 public owed;
    mapping(address payee => uint256) public creditOf;
    mapping(bytes32 batchId => bytes32) public leaseRoot;
    mapping(bytes32 leaseId => LeaseLife) internal _lives;
    mapping(bytes32 leaseId => address) internal _heirs;
    LeaseClocks internal _clocks;
    LeaseShares internal _shares;

    modifier onlyOpeners() {
        if (msg.sender != settlement && msg.sender != pools) revert NotOpener(msg.sender);
        _;
    }

    constructor(EscrowTerms memory terms) {
        LeaseClock.validate(terms.clocks, terms.slotSeconds);
        LeaseMoney.validate(terms.shares);
        token = terms.token;
        pools = terms.pools;
        settlement = terms.settlement;
        registry = terms.registry;
        slotSeconds = terms.slotSeconds;
        (_verifier0, _verifier1) = (terms.verifiers[0], terms.verifiers[1]);
        (_verifier2, _verifier3) = (terms.verifiers[2], terms.verifiers[3]);
        _clocks = terms.clocks;
        _shares = terms.shares;
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
    function start(Lease[] calldata leases, bytes32[][] calldata proofs) external {
        _checkLengths(leases, proofs);
        for (uint256 i; i < leases.length; ++i) {
            Lease calldata lease = leases[i];
            LeaseLife storage life = _operatorsLife(lease, proofs[i]);
            life.start(lease, _clocks, slotSeconds);
            emit LeaseStarted(lease.batchId, lease.index, lease.operator, life.startedAt);
        }
    }

    /// @inheritdoc ILeaseEscrow
    function heartbeat(Lease[] calldata leases, bytes32[][] calldata proofs) external {
        _checkLengths(leases, proofs);
        for (uint256 i; i < leases.length; ++i) {
            Lease calldata lease = leases[i];
            _operatorsLife(lease, proofs[i]).beat(lease, _clocks, slotSeconds);
            emit LeaseHeartbeat(lease.batchId, lease.index, lease.operator);
        }
    }

    /// @inheritdoc ILeaseEscrow
    function submit(Lease[] calldata leases, bytes32[][] calldata proofs, Delivery[] calldata deliveries)
        external
        nonReentrant
    {
        _checkLengths(leases, proofs);
        if (leases.length != deliveries.length) revert LengthMismatch(leases.length, deliveries.length);
        uint256 earned;
        for (uint256 i; i < leases.length; ++i) {
            LeaseLife storage life = _operatorsLife(leases[i], proofs[i]);
            life.finish(leases[i], _clocks, slotSeconds);
            earned += _submit(leases[i], life, deliveries[i]);
        }
        if (earned > 0) _pay(msg.sender, earned);
    }

    /// @inheritdoc ILeaseEscrow
    function settle(Lease[] calldata leases, bytes32[][] calldata proofs) external nonReentrant {
        _checkLengths(leases, proofs);
        for (uint256 i; i < leases.length; ++i) {
            Lease calldata lease = leases[i];
            LeaseLife storage life = _life(lease, proofs[i]);
            life.require_(lease, LeaseStatus.Finished);
            IComputeVerifier verifier = _verifierFor(lease);
            (Verdict verdict, address challenger) = verifier.verdictOf(LeaseTree.leaseId(lease));
            if (verdict == Verdict.Pending) revert VerdictPending(lease.batchId, lease.index);
            if (verdict == Verdict.Accepted) {
                ISolverRegistry(registry).unlock(lease.operator, life.stake);
                uint256 earned = _accept(lease, life, verifier, challenger != address(0));
                if (earned > 0) _pay(lease.operator, earned);
            } else {
                _fail(lease, life, Failure.Disproven, life.stake, challenger);
            }
        }
    }

    /// @inheritdoc ILeaseEscrow
    function release(Lease[] calldata leases, bytes32[][] calldata proofs) external nonReentrant {
        _checkLengths(leases, proofs);
        for (uint256 i; i < leases.length; ++i) {
            Lease calldata lease = leases[i];
            LeaseLife storage life = _life(lease, proofs[i]);
            address holder = _holder(lease, life);
            if (msg.sender != holder) revert NotHolder(msg.sender, holder);
            uint256 used = life.release(lease, slotSeconds);
            if (block.timestamp < uint256(lease.slot) * slotSeconds) {
                IComputePools(pools).giveBack(lease.poolId, lease.slot, lease.units);
            }
            (uint256 earned, uint256 refund) = LeaseMoney.release(lease, used, slotSeconds, _shares);
            owed -= lease.cost;
            emit LeaseReleased(lease.batchId, lease.index, holder, earned, refund);
            if (used > 0) ISolverRegistry(registry).record(lease.operator, lease.units * used / slotSeconds, 0, 0);
            if (earned > 0) _pay(lease.operator, earned);
            if (refund > 0) _pay(holder, refund);
        }
    }

    /// @inheritdoc ILeaseEscrow
    function fail(Lease[] calldata leases, bytes32[][] calldata proofs) external nonReentrant {
        _checkLengths(leases, proofs);
        for (uint256 i; i < leases.length; ++i) {
            LeaseLife storage life = _operatorsLife(leases[i], proofs[i]);
            // Whoever is late already does not get away with the price of honesty.
            (bool late, Failure failure) = life.lapsed(leases[i], _clocks, slotSeconds);
            _failWithStake(leases[i], life, late ? failure : Failure.Declared);
        }
    }

    /// @inheritdoc ILeaseEscrow
    function expire(Lease[] calldata leases, bytes32[][] calldata proofs) external nonReentrant {
        _checkLengths(leases, proofs);
        for (uint256 i; i < leases.length; ++i) {
            LeaseLife storage life = _life(leases[i], proofs[i]);
            (bool late, Failure failure) = life.lapsed(leases[i], _clocks, slotSeconds);
            if (!late) {
                revert TooEarly(leases[i].batchId, leases[i].index, life.nextClock(leases[i], _clocks, slotSeconds));
            }
            _failWithStake(leases[i], life, failure);
        }
    }

    /// @inheritdoc ILeaseEscrow
    function transfer(Lease calldata lease, bytes32[] calldata proof, address to) external {
        if (to == address(0)) revert HolderZero();
        LeaseLife storage life = _life(lease, proof);
        address holder = _holder(lease, life);
        if (msg.sender != holder) revert NotHolder(msg.sender, holder);
        life.requireOpen(lease);
        life.transferred = true;
        _heirs[LeaseTree.leaseId(lease)] = to;
        emit LeaseTransferred(lease.batchId, lease.index, holder, to);
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
    function statusOf(Lease calldata lease) external view returns (LeaseStatus) {
        bytes32 leaseId = LeaseTree.leaseId(lease);
        LeaseStatus status = _lives[leaseId].status;
        if (status != LeaseStatus.Finished) return status;
        (Verdict verdict, address challenger) = _verifierFor(lease).verdictOf(leaseId);
        return verdict == Verdict.Pending && challenger != address(0) ? LeaseStatus.Disputed : status;
    }

    /// @inheritdoc ILeaseEscrow
    function lifeOf(Lease calldata lease) external view returns (LeaseLife memory) {
        return _lives[LeaseTree.leaseId(lease)];
    }

    /// @inheritdoc ILeaseEscrow
    function holderOf(Lease calldata lease) external view returns (address) {
        return _holder(lease, _lives[LeaseTree.leaseId(lease)]);
    }

    /// @inheritdoc ILeaseEscrow
    function verifierOf(uint8 tier) public view returns (address) {
        if (tier == 0) return _verifier0;
        if (tier == 1) return _verifier1;
        return tier == 2 ? _verifier2 : _verifier3;
    }

    /// @inheritdoc ILeaseEscrow
    function clocks() external view returns (LeaseClocks memory) {
        return _clocks;
    }

    /// @inheritdoc ILeaseEscrow
    function shares() external view returns (LeaseShares memory) {
        return _shares;
    }

    /// @dev To the verifier of its tier. What waits for a verdict takes its stake along.
    /// @return earned what to pay the operator now
    function _submit(Lease calldata lease, LeaseLife storage life, Delivery calldata delivery)
        private
        returns (uint256 earned)
    {
        IComputeVerifier verifier = _verifierFor(lease);
        uint256 units = lease.units * life.metered(lease, slotSeconds) / slotSeconds;
        emit LeaseFinished(lease.batchId, lease.index, lease.operator, units);
        DeliveryClaim memory claim = DeliveryClaim({
            intentId: lease.intentId,
            leaseId: LeaseTree.leaseId(lease),
            operator: lease.operator,
            workload: lease.workload,
            inputRoot: delivery.inputRoot,
            outputRoot: delivery.outputRoot,
            units: units,
            start: life.startedAt,
            end: (uint256(lease.slot) + 1) * slotSeconds
        });
        uint256 value = lease.cost + IComputePools(pools).stakeOf(lease.poolId, lease.slot, lease.units);
        if (verifier.submit(claim, value, delivery.evidence) == Verdict.Accepted) {
            return _accept(lease, life, verifier, false);
        }
        life.stake = uint128(IComputePools(pools).detachStake(lease.poolId, lease.slot, lease.units));
    }

    /// @return paid what the operator gets: what it earned less the verifier's fee
    function _accept(Lease calldata lease, LeaseLife storage life, IComputeVerifier verifier, bool disputed)
        private
        returns (uint256 paid)
    {
        life.status = LeaseStatus.Settled;
        uint256 seconds_ = life.metered(lease, slotSeconds);
        (uint256 earned, uint256 refund) = LeaseMoney.earn(lease, seconds_, slotSeconds);
        (uint256 fee, address payee) = verifier.fee(earned);
        if (fee > earned) fee = earned;
        owed -= lease.cost;
        emit LeaseSettled(lease.batchId, lease.index, lease.operator, earned, refund, fee);
        uint256 units = lease.units * seconds_ / slotSeconds;
        ISolverRegistry(registry).record(lease.operator, units, 0, disputed ? units : 0);
        if (fee > 0) _credit(payee, fee);
        if (refund > 0) _pay(_holder(lease, life), refund);
        return earned - fee;
    }

    /// @dev Of a lease that has not ended: `lapsed` has checked that.
    function _failWithStake(Lease calldata lease, LeaseLife storage life, Failure failure) private {
        uint256 stake = IComputePools(pools).detachStake(lease.poolId, lease.slot, lease.units);
        _fail(lease, life, failure, stake, address(0));
    }

    /// @dev The holder gets the cost back and is made whole from the stake; of the rest of the penalty a part is burned,
    /// and what remains is the challenger's, or the holder's if there is none.
    function _fail(Lease calldata lease, LeaseLife storage life, Failure failure, uint256 stake, address challenger)
        private
    {
        life.status = LeaseStatus.Failed;
        address holder = _holder(lease, life);
        (uint256 compensation, uint256 reward, uint256 burned) =
            LeaseMoney.penalty(lease, failure, stake, challenger != address(0), _shares);
        owed -= lease.cost;
        emit LeaseFailed(lease.batchId, lease.index, holder, failure, lease.cost, compensation, reward, burned);
        ISolverRegistry(registry).forfeit(lease.operator, stake, compensation + reward + burned);
        ISolverRegistry(registry).record(lease.operator, 0, lease.units, challenger == address(0) ? 0 : lease.units);
        _pay(holder, lease.cost + compensation);
        if (reward > 0) _pay(challenger, reward);
        if (burned > 0) _pay(BURNED, burned);
    }

    function _operatorsLife(Lease calldata lease, bytes32[] calldata proof) private view returns (LeaseLife storage) {
        if (msg.sender != lease.operator) revert NotOperator(msg.sender, lease.operator);
        return _life(lease, proof);
    }

    /// @dev Every transition passes here: a lease that cannot be proven does not exist.
    function _life(Lease calldata lease, bytes32[] calldata proof) private view returns (LeaseLife storage) {
        if (!LeaseTree.contains(leaseRoot[lease.batchId], lease, proof)) {
            revert ProofInvalid(lease.batchId, lease.index);
        }
        return _lives[LeaseTree.leaseId(lease)];
    }

    function _holder(Lease calldata lease, LeaseLife storage life) private view returns (address) {
        return life.transferred ? _heirs[LeaseTree.leaseId(lease)] : lease.recipient;
    }

    function _verifierFor(Lease calldata lease) private view returns (IComputeVerifier) {
        return IComputeVerifier(verifierOf(IComputePools(pools).tierOf(lease.poolId)));
    }

    function _checkLengths(Lease[] calldata leases, bytes32[][] calldata proofs) private pure {
        if (leases.length != proofs.length) revert LengthMismatch(leases.length, proofs.length);
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
