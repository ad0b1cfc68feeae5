// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Bonds of solvers, operators and the auctioneer, in the payment token, and what became of operators' leases.
/// A bond is lost only to evidence anyone can check. Nobody has a key to it but its owner.
interface ISolverRegistry {
    event Bonded(address indexed account, uint256 amount);
    event UnbondRequested(address indexed account, uint256 amount, uint256 readyAt);
    event Unbonded(address indexed account, uint256 amount);
    event Locked(address indexed account, uint256 amount);
    event Unlocked(address indexed account, uint256 amount);
    event Slashed(address indexed account, uint256 amount, address indexed to);
    event LeaseRecorded(address indexed operator, uint256 completed, uint256 failed, uint256 disputed);

    error NotPools(address caller);
    error NotEscrow(address caller);
    error BondTooSmall(address account, uint256 free, uint256 needed);
    error TransferIncomplete(uint256 received, uint256 expected);
    error NothingToUnbond(address account);
    error NotReady(address account, uint256 readyAt);

    /// @notice Adds to an account's bond; the caller pays.
    function bond(address account, uint256 amount) external;

    /// @notice Starts the clock on taking `amount` of the caller's free bond out. It can still be slashed meanwhile.
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

    /// @notice Counts a lease that ended. Only the escrow.
    /// @param disputed units of it that were challenged
    function record(address operator, uint256 completed, uint256 failed, uint256 disputed) external;

    /// @notice Whether an account's bond lets it bid: free and unbonding-free bond of at least `minSolverBond`.
    function isSolver(address account) external view returns (bool);

    /// @return total all of it, unbonding included
    /// @return locked behind offers and claims
    /// @return unbonding on its way out
    /// @return readyAt when `unbond` pays, unix seconds
    function bondOf(address account)
        external
        view
        returns (uint256 total, uint256 locked, uint256 unbonding, uint256 readyAt);

    /// @notice Probability that the operator's next unit is delivered, in millionths: the mean of a Beta posterior over
    /// past units, in which the past counts half as much after every half-life.
    function reputationOf(address operator) external view returns (uint256 score);

    function token() external view returns (address);
    function pools() external view returns (address);
    function escrow() external view returns (address);
    function unbondDelay() external view returns (uint256);
    function minSolverBond() external view returns (uint256);
}
