// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPullPayments} from "./IPullPayments.sol";

/// @notice Bonds of solvers, operators and the auctioneer, in the payment token, and what became of operators' leases.
/// A bond is lost only to evidence anyone can bring and anyone can check. Nobody has a key to it but its owner.
///
/// A bond has three parts: locked behind offers, unbonding, and free, which is the rest. Failed leases take from what is
/// locked; fines take from what is free, then from what is unbonding, and never from what is locked: that is the buyers'.
/// What a fine cannot take at once remains a debt. An account in debt is no solver, and can neither lock nor unbond.
interface ISolverRegistry is IPullPayments {
    event Bonded(address indexed account, uint256 amount);
    event UnbondRequested(address indexed account, uint256 amount, uint256 readyAt);
    event Unbonded(address indexed account, uint256 amount);
    event Locked(address indexed account, uint256 amount);
    event Unlocked(address indexed account, uint256 amount);
    /// @param evidence the contract that judged it
    event Fined(address indexed account, uint256 amount, address indexed evidence);
    /// @param to who gets a share of it, or the escrow, which gets all of it
    event Slashed(address indexed account, uint256 amount, address indexed to);
    event LeaseRecorded(address indexed operator, uint256 completed, uint256 failed, uint256 disputed);

    error NotPools(address caller);
    error NotEscrow(address caller);
    error NotSlasher(address caller);
    error BondTooSmall(address account, uint256 free, uint256 needed);
    error InDebt(address account, uint256 debt);
    error NothingToUnbond(address account);
    error NothingToCollect(address account);
    error NotReady(address account, uint256 readyAt);
    error LockedTooSmall(address operator, uint256 locked, uint256 needed);
    error PenaltyAboveStake(uint256 penalty, uint256 stake);
    error UnbondDelayInvalid(uint256 unbondDelay);
    error RewardTooHigh(uint256 rewardPips);

    /// @notice Adds to an account's bond; the caller pays.
    function bond(address account, uint256 amount) external;

    /// @notice Starts the clock on taking `amount` of the caller's free bond out, and starts it again for what was
    /// requested before. It can still be slashed meanwhile.
    function requestUnbond(uint256 amount) external;

    /// @notice Pays out what was requested, once the delay is over.
    function unbond() external returns (uint256 amount);

    /// @notice Locks part of an operator's free bond behind an offer. Only the pools.
    function lock(address operator, uint256 amount) external;

    /// @notice Frees a locked part. Only the pools and the escrow.
    function unlock(address operator, uint256 amount) external;

    /// @notice Ends a failed lease's stake: frees `stake`, takes `penalty` of it and sends that to the escrow, which pays
    /// it out. Only the escrow.
    /// @param penalty at most `stake`
    function forfeit(address operator, uint256 stake, uint256 penalty) external;

    /// @notice Fines an account. Only contracts that judge evidence.
    /// @param reporter gets the reward share of what can be taken now
    /// @return taken of the fine, now; the rest remains a debt
    function slash(address account, uint256 amount, address reporter) external returns (uint256 taken);

    /// @notice Takes what an account owes from what has become free since. Whoever calls gets the reward share.
    function collect(address account) external returns (uint256 taken);

    /// @notice Counts a lease that ended. Only the escrow.
    /// @param disputed units of it that were challenged
    function record(address operator, uint256 completed, uint256 failed, uint256 disputed) external;

    /// @notice Whether an account's bond lets it bid: no debt, and free bond of at least `minSolverBond`.
    function isSolver(address account) external view returns (bool);

    /// @return total all of it, unbonding included
    /// @return locked behind offers and claims
    /// @return unbonding on its way out
    /// @return readyAt when `unbond` pays, unix seconds
    function bondOf(address account)
        external
        view
        returns (uint256 total, uint256 locked, uint256 unbonding, uint256 readyAt);

    /// @notice What is left of an account's fines.
    function debtOf(address account) external view returns (uint256);

    /// @notice Probability that the operator's next unit is delivered, in millionths: the mean of a Beta posterior over
    /// past units, in which the past counts half as much after every half-life. One half for strangers.
    function reputationOf(address operator) external view returns (uint256 score);

    /// @notice Units of all leases that have ended, undecayed.
    /// @return completed delivered and accepted
    /// @return failed not delivered, or rejected
    /// @return disputed of both, those that somebody challenged
    function unitsOf(address operator) external view returns (uint256 completed, uint256 failed, uint256 disputed);

    /// @notice Whether a contract judges evidence for this registry.
    function isSlasher(address account) external view returns (bool);
    function pools() external view returns (address);
    function escrow() external view returns (address);
    function unbondDelay() external view returns (uint256);
    function minSolverBond() external view returns (uint256);

    /// @notice Share of slashed fines that is not burned, in millionths: at most one half, so that reporting oneself is
    /// never a way out.
    function rewardPips() external view returns (uint256);
    function halfLife() external view returns (uint256);
    function priorUnits() external view returns (uint256);
}
