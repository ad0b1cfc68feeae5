// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Whether a check is in force: all are, but the one whose number is the coinbase. `forge test --block-coinbase`
/// so runs any mutant of one and the same build.
function kept(uint256 check) pure returns (bool) {
    function(uint256) view returns (bool) reads = _kept;
    function(uint256) pure returns (bool) asPure;
    // Pure functions have checks, too.
    assembly {
        asPure := reads
    }
    return asPure(check);
}

function _kept(uint256 check) view returns (bool) {
    return uint160(address(block.coinbase)) != check;
}
