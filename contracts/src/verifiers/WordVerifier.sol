// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputeVerifier} from "../interfaces/IComputeVerifier.sol";
import {DeliveryClaim, Verdict} from "../types/Delivery.sol";

/// @notice Tier 0: the operator's word. Accepts every claim at once; what stands behind it are the operator's clocks, its
/// stake, and the record of what it delivered before.
contract WordVerifier is IComputeVerifier {
    address public immutable escrow;

    mapping(bytes32 leaseId => bool) internal _claimed;

    constructor(address escrow_) {
        escrow = escrow_;
    }

    /// @inheritdoc IComputeVerifier
    function submit(DeliveryClaim calldata claim, uint256, bytes calldata) external returns (Verdict) {
        if (msg.sender != escrow) revert NotEscrow(msg.sender);
        if (_claimed[claim.leaseId]) revert ClaimExists(claim.leaseId);
        _claimed[claim.leaseId] = true;
        return Verdict.Accepted;
    }

    /// @inheritdoc IComputeVerifier
    function verdictOf(bytes32 leaseId) external view returns (Verdict, address) {
        if (!_claimed[leaseId]) revert ClaimUnknown(leaseId);
        return (Verdict.Accepted, address(0));
    }

    /// @inheritdoc IComputeVerifier
    function disputeWindow(uint256) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IComputeVerifier
    function fee(uint256) external pure returns (uint256, address) {
        return (0, address(0));
    }
}
