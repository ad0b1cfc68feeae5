// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DeliveryClaim, Verdict} from "../types/Delivery.sol";

/// @notice Proof of delivery as a plug-in: one verifier per tier, named when the market is deployed. A verifier judges
/// claims; it never touches the money of leases. The escrow asks, and pays.
interface IComputeVerifier {
    error NotEscrow(address caller);
    error ClaimExists(bytes32 leaseId);
    error ClaimUnknown(bytes32 leaseId);

    /// @notice Takes a claim. Only the escrow, once per lease. Reverts with a typed error when the evidence does not hold:
    /// then nothing is recorded, and the operator may try again before its clock runs out.
    /// @param value what depends on the verdict: the lease's money and the operator's stake, in token base units
    /// @return verdict Pending, or Accepted at once
    function submit(DeliveryClaim calldata claim, uint256 value, bytes calldata evidence)
        external
        returns (Verdict verdict);

    /// @notice The verdict on a lease's claim.
    /// @return verdict Pending while it may still change
    /// @return challenger who disputes the claim, or disputed it and got a ruling; 0 if nobody did, or nobody could decide
    function verdictOf(bytes32 leaseId) external view returns (Verdict verdict, address challenger);

    /// @notice Seconds in which a claim of that value can be challenged after it was submitted; 0 = final at once.
    function disputeWindow(uint256 value) external view returns (uint256);

    /// @notice What the operator pays for the verdict, out of what the lease earns.
    function fee(uint256 earned) external view returns (uint256 amount, address payee);
}
