// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Stands in for src/Guarded.sol where checks can be switched off: the same lock, for some functions only.
abstract contract Guarded {
    bool private transient _locked;

    error Reentrancy();

    modifier nonReentrant(bool guarded) {
        if (guarded) {
            if (_locked) revert Reentrancy();
            _locked = true;
        }
        _;
        if (guarded) _locked = false;
    }
}
