// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";

/// @notice The reentrancy lock of every contract here, in transient storage on every chain: solady keeps it in plain storage
/// off mainnet unless told otherwise, and this bytecode runs nowhere without transient storage anyway.
abstract contract Guarded is ReentrancyGuardTransient {
    function _useTransientReentrancyGuardOnlyOnMainnet() internal pure override returns (bool) {
        return false;
    }
}
