// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DeliveryClaim} from "../types/Delivery.sol";

/// @notice The EIP-712 struct hash of a delivery claim: what attestors, enclaves and proofs speak of.
library ClaimHash {
    bytes32 internal constant TYPEHASH = keccak256(
        "DeliveryClaim(bytes32 intentId,bytes32 leaseId,address operator,bytes32 workload,bytes32 inputRoot,bytes32 outputRoot,uint256 units,uint256 start,uint256 end)"
    );

    function hash(DeliveryClaim memory claim) internal pure returns (bytes32) {
        return keccak256(abi.encode(TYPEHASH, claim));
    }
}
