// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice USDC for tests and devnets: anyone may mint.
contract TestUSDC is ERC20 {
    function name() public pure override returns (string memory) {
        return "Test USDC";
    }

    function symbol() public pure override returns (string memory) {
        return "USDC";
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @dev Real USDC gives Permit2 nothing by default: owners have to approve it.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
