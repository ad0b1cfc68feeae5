// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Finding, Rule} from "../types/BatchVerdict.sol";

/// @notice A list of findings that grows. `items` may be longer than `count`.
struct FindingList {
    Finding[] items;
    uint256 count;
}

library Findings {
    /// @notice The index of a finding about the whole.
    uint256 internal constant WHOLE = type(uint256).max;

    function add(FindingList memory list, Rule rule, uint256 index, bytes memory reason) internal pure {
        if (list.count == list.items.length) {
            Finding[] memory larger = new Finding[](list.count * 2 + 4);
            for (uint256 i; i < list.count; ++i) {
                larger[i] = list.items[i];
            }
            list.items = larger;
        }
        list.items[list.count++] = Finding(rule, index, reason);
    }

    function add(FindingList memory list, Rule rule, bytes memory reason) internal pure {
        add(list, rule, WHOLE, reason);
    }

    /// @notice The findings, as an array of just their number. The list must not grow any more.
    function close(FindingList memory list) internal pure returns (Finding[] memory items) {
        items = list.items;
        uint256 count = list.count;
        assembly ("memory-safe") {
            mstore(items, count)
        }
    }
}
