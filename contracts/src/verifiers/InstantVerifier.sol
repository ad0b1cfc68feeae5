// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputeVerifier} from "../interfaces/IComputeVerifier.sol";
import {DeliveryClaim, Verdict} from "../types/Delivery.sol";

/// @notice A verifier whose evidence decides: a claim is accepted at once, or refused with an error and may be tried again.
abstract contract InstantVerifier is IComputeVerifier {
    address public immutable escrow;

    mapping(bytes32 leaseId => bool) internal _accepted;

    constructor(address escrow_) {
        escrow = escrow_;
    }

    /// @inheritdoc IComputeVerifier
    function submit(DeliveryClaim calldata claim, uint256, bytes calldata evidence) external returns (Verdict) {
        if (msg.sender != escrow) revert NotEscrow(msg.sender);
        if (_accepted[claim.leaseId]) revert ClaimExists(claim.leaseId);
        _accepted[claim.leaseId] = true;
        _check(claim, evidence);
        return Verdict.Accepted;
    }

    /// @inheritdoc IComputeVerifier
    function verdictOf(bytes32 leaseId) external view returns (Verdict, address) {
        if (!_accepted[leaseId]) revert ClaimUnknown(leaseId);
        return (Verdict.Accepted, address(0));
    }

    /// @inheritdoc IComputeVerifier
    function disputeWindow(uint256) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IComputeVerifier
    function fee(uint256) external view virtual returns (uint256, address) {
        return (0, address(0));
    }

    /// @dev Reverts unless the evidence proves the claim.
    function _check(DeliveryClaim calldata claim, bytes calldata evidence) internal view virtual;
}
