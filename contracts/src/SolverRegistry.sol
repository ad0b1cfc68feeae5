// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeCastLib} from "solady/utils/SafeCastLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {ISolverRegistry} from "./interfaces/ISolverRegistry.sol";
import {BetaReputation, Reputation} from "./registry/BetaReputation.sol";
import {PullPayments} from "./registry/PullPayments.sol";
import {RegistryTerms} from "./registry/RegistryTerms.sol";

contract SolverRegistry is ISolverRegistry, PullPayments {
    using BetaReputation for Reputation;
    using SafeCastLib for uint256;

    /// @dev `locked + unbonding <= total`, and in debt nothing is unbonding.
    struct Account {
        uint128 total;
        uint128 locked;
        uint128 unbonding;
        uint128 debt;
        uint64 readyAt;
    }

    struct Units {
        uint80 completed;
        uint80 failed;
        uint80 disputed;
    }

    /// @notice Where slashed money goes that nobody is rewarded with. Nobody has its key.
    address public constant BURNED = 0x000000000000000000000000000000000000dEaD;
    uint256 internal constant PIPS = 1e6;
    uint256 internal constant MAX_REWARD_PIPS = 500_000;
    uint256 internal constant MAX_UNBOND_DELAY = 365 days;

    address public immutable pools;
    address public immutable escrow;
    uint256 public immutable unbondDelay;
    uint256 public immutable minSolverBond;
    uint256 public immutable rewardPips;
    uint256 public immutable halfLife;
    uint256 public immutable priorUnits;

    mapping(address account => bool) public isSlasher;
    mapping(address account => Account) internal _accounts;
    mapping(address operator => Reputation) internal _reputations;
    mapping(address operator => Units) internal _units;

    modifier onlyEscrow() {
        if (msg.sender != escrow) revert NotEscrow(msg.sender);
        _;
    }

    constructor(RegistryTerms memory terms) PullPayments(terms.token) {
        if (terms.unbondDelay == 0 || terms.unbondDelay > MAX_UNBOND_DELAY) {
            revert UnbondDelayInvalid(terms.unbondDelay);
        }
        if (terms.rewardPips > MAX_REWARD_PIPS) revert RewardTooHigh(terms.rewardPips);
        BetaReputation.validate(terms.halfLife, terms.priorUnits);
        pools = terms.pools;
        escrow = terms.escrow;
        unbondDelay = terms.unbondDelay;
        minSolverBond = terms.minSolverBond;
        rewardPips = terms.rewardPips;
        halfLife = terms.halfLife;
        priorUnits = terms.priorUnits;
        for (uint256 i; i < terms.slashers.length; ++i) {
            isSlasher[terms.slashers[i]] = true;
        }
    }

    /// @inheritdoc ISolverRegistry
    function bond(address account, uint256 amount) external nonReentrant {
        _accounts[account].total += amount.toUint128();
        emit Bonded(account, amount);
        _receive(amount);
    }

    /// @inheritdoc ISolverRegistry
    function requestUnbond(uint256 amount) external {
        Account storage account = _accounts[msg.sender];
        _checkFree(msg.sender, account, amount);
        account.unbonding += amount.toUint128();
        account.readyAt = uint64(block.timestamp + unbondDelay);
        emit UnbondRequested(msg.sender, amount, account.readyAt);
    }

    /// @inheritdoc ISolverRegistry
    function unbond() external nonReentrant returns (uint256 amount) {
        Account storage account = _accounts[msg.sender];
        amount = account.unbonding;
        if (amount == 0) revert NothingToUnbond(msg.sender);
        if (block.timestamp < account.readyAt) revert NotReady(msg.sender, account.readyAt);
        account.unbonding = 0;
        account.total -= amount.toUint128();
        emit Unbonded(msg.sender, amount);
        SafeTransferLib.safeTransfer(token, msg.sender, amount);
    }

    /// @inheritdoc ISolverRegistry
    function lock(address operator, uint256 amount) external {
        if (msg.sender != pools) revert NotPools(msg.sender);
        Account storage account = _accounts[operator];
        _checkFree(operator, account, amount);
        account.locked += amount.toUint128();
        emit Locked(operator, amount);
    }

    /// @inheritdoc ISolverRegistry
    function unlock(address operator, uint256 amount) external {
        if (msg.sender != pools && msg.sender != escrow) revert NotEscrow(msg.sender);
        _unlock(operator, _accounts[operator], amount);
    }

    /// @inheritdoc ISolverRegistry
    function forfeit(address operator, uint256 stake, uint256 penalty) external onlyEscrow {
        if (penalty > stake) revert PenaltyAboveStake(penalty, stake);
        Account storage account = _accounts[operator];
        _unlock(operator, account, stake);
        // Cannot underflow: the penalty was locked, and what is locked is part of the total.
        account.total -= uint128(penalty);
        emit Slashed(operator, penalty, escrow);
        if (penalty > 0) SafeTransferLib.safeTransfer(token, escrow, penalty);
    }

    /// @inheritdoc ISolverRegistry
    function slash(address account, uint256 amount, address reporter) external nonReentrant returns (uint256 taken) {
        if (!isSlasher[msg.sender]) revert NotSlasher(msg.sender);
        _accounts[account].debt += amount.toUint128();
        emit Fined(account, amount, msg.sender);
        return _collect(account, reporter);
    }

    /// @inheritdoc ISolverRegistry
    function collect(address account) external nonReentrant returns (uint256 taken) {
        taken = _collect(account, msg.sender);
        if (taken == 0) revert NothingToCollect(account);
    }

    /// @inheritdoc ISolverRegistry
    function record(address operator, uint256 completed, uint256 failed, uint256 disputed) external onlyEscrow {
        _reputations[operator] = _reputations[operator].record(completed, failed, block.timestamp, halfLife);
        Units storage units = _units[operator];
        units.completed = _saturated(units.completed, completed);
        units.failed = _saturated(units.failed, failed);
        units.disputed = _saturated(units.disputed, disputed);
        emit LeaseRecorded(operator, completed, failed, disputed);
    }

    /// @inheritdoc ISolverRegistry
    function isSolver(address account) external view returns (bool) {
        Account storage stored = _accounts[account];
        return stored.debt == 0 && _free(stored) >= minSolverBond;
    }

    /// @inheritdoc ISolverRegistry
    function bondOf(address account) external view returns (uint256, uint256, uint256, uint256) {
        Account storage stored = _accounts[account];
        return (stored.total, stored.locked, stored.unbonding, stored.readyAt);
    }

    /// @inheritdoc ISolverRegistry
    function debtOf(address account) external view returns (uint256) {
        return _accounts[account].debt;
    }

    /// @inheritdoc ISolverRegistry
    function reputationOf(address operator) external view returns (uint256) {
        return _reputations[operator].mean(block.timestamp, halfLife, priorUnits);
    }

    /// @inheritdoc ISolverRegistry
    function unitsOf(address operator) external view returns (uint256, uint256, uint256) {
        Units storage units = _units[operator];
        return (units.completed, units.failed, units.disputed);
    }

    function _unlock(address operator, Account storage account, uint256 amount) private {
        if (amount > account.locked) revert LockedTooSmall(operator, account.locked, amount);
        account.locked -= uint128(amount);
        emit Unlocked(operator, amount);
    }

    /// @dev What remains a debt has emptied both the free and the unbonding part.
    function _collect(address account, address reporter) private returns (uint256 taken) {
        Account storage stored = _accounts[account];
        uint256 free = _free(stored);
        taken = FixedPointMathLib.min(stored.debt, free + stored.unbonding);
        if (taken == 0) return 0;
        if (taken > free) stored.unbonding -= uint128(taken - free);
        stored.total -= uint128(taken);
        stored.debt -= uint128(taken);
        emit Slashed(account, taken, reporter);
        // Rounds down: what is not reward is burned.
        uint256 reward = taken * rewardPips / PIPS;
        _pay(reporter, reward);
        _pay(BURNED, taken - reward);
    }

    function _checkFree(address owner, Account storage account, uint256 needed) private view {
        if (account.debt > 0) revert InDebt(owner, account.debt);
        uint256 free = _free(account);
        if (free < needed) revert BondTooSmall(owner, free, needed);
    }

    function _free(Account storage account) private view returns (uint256) {
        return account.total - account.locked - account.unbonding;
    }

    function _saturated(uint256 counted, uint256 units) private pure returns (uint80) {
        uint256 room = type(uint80).max - counted;
        return uint80(counted + (units < room ? units : room));
    }
}
