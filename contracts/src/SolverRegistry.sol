// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {ISolverRegistry} from "./interfaces/ISolverRegistry.sol";

contract SolverRegistry is ISolverRegistry, ReentrancyGuardTransient {
    struct Account {
        uint128 total;
        uint128 locked;
        uint128 unbonding;
        uint64 readyAt;
    }

    address public immutable token;
    address public immutable pools;
    address public immutable escrow;
    uint256 public immutable unbondDelay;
    uint256 public immutable minSolverBond;

    mapping(address account => Account) internal _accounts;

    constructor(address token_, address pools_, address escrow_, uint256 unbondDelay_, uint256 minSolverBond_) {
        token = token_;
        pools = pools_;
        escrow = escrow_;
        unbondDelay = unbondDelay_;
        minSolverBond = minSolverBond_;
    }

    /// @inheritdoc ISolverRegistry
    function bond(address account, uint256 amount) external nonReentrant {
        uint256 before = SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), amount);
        uint256 received = SafeTransferLib.balanceOf(token, address(this)) - before;
        if (received != amount) revert TransferIncomplete(received, amount);
        _accounts[account].total += uint128(amount);
        emit Bonded(account, amount);
    }

    /// @inheritdoc ISolverRegistry
    function requestUnbond(uint256 amount) external {
        Account storage account = _accounts[msg.sender];
        _checkFree(msg.sender, amount);
        account.unbonding += uint128(amount);
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
        account.total -= uint128(amount);
        emit Unbonded(msg.sender, amount);
        SafeTransferLib.safeTransfer(token, msg.sender, amount);
    }

    /// @inheritdoc ISolverRegistry
    function lock(address operator, uint256 amount) external {
        if (msg.sender != pools) revert NotPools(msg.sender);
        _checkFree(operator, amount);
        _accounts[operator].locked += uint128(amount);
        emit Locked(operator, amount);
    }

    /// @inheritdoc ISolverRegistry
    function unlock(address operator, uint256 amount) external {
        if (msg.sender != pools && msg.sender != escrow) revert NotEscrow(msg.sender);
        _accounts[operator].locked -= uint128(amount);
        emit Unlocked(operator, amount);
    }

    /// @inheritdoc ISolverRegistry
    function forfeit(address operator, uint256 stake, uint256 penalty) external {
        if (msg.sender != escrow) revert NotEscrow(msg.sender);
        Account storage account = _accounts[operator];
        account.locked -= uint128(stake);
        account.total -= uint128(penalty);
        emit Unlocked(operator, stake);
        emit Slashed(operator, penalty, escrow);
        if (penalty > 0) SafeTransferLib.safeTransfer(token, escrow, penalty);
    }

    /// @inheritdoc ISolverRegistry
    function record(address operator, uint256 completed, uint256 failed, uint256 disputed) external {
        if (msg.sender != escrow) revert NotEscrow(msg.sender);
        emit LeaseRecorded(operator, completed, failed, disputed);
    }

    /// @inheritdoc ISolverRegistry
    function isSolver(address account) external view returns (bool) {
        Account storage stored = _accounts[account];
        return stored.total - stored.locked - stored.unbonding >= minSolverBond;
    }

    /// @inheritdoc ISolverRegistry
    function bondOf(address account) external view returns (uint256, uint256, uint256, uint256) {
        Account storage stored = _accounts[account];
        return (stored.total, stored.locked, stored.unbonding, stored.readyAt);
    }

    /// @inheritdoc ISolverRegistry
    function reputationOf(address) external pure returns (uint256) {
        return 500_000;
    }

    function _checkFree(address account, uint256 needed) private view {
        Account storage stored = _accounts[account];
        uint256 free = stored.total - stored.locked - stored.unbonding;
        if (free < needed) revert BondTooSmall(account, free, needed);
    }
}
