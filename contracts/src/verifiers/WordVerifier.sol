// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DeliveryClaim} from "../types/Delivery.sol";
import {InstantVerifier} from "./InstantVerifier.sol";

/// @notice Tier 0: the operator's word. Accepts every claim at once; what stands behind it are the operator's clocks, its
/// stake, and the record of what it delivered before.
contract WordVerifier is InstantVerifier {
    constructor(address escrow_) InstantVerifier(escrow_) {}

    function _check(DeliveryClaim calldata, bytes calldata) internal view override {}
}
