// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice Invariants of a market where nothing happens say nothing: the same campaign, always the same one, reaches
/// everything a lease can come to.
contract MarketCoverageTest is Test {
    uint256 internal constant RUNS = 16;
    uint256 internal constant DEPTH = 160;

    MarketHandler internal handler;

    function setUp() public {
        handler = new MarketHandler();
        handler.setUp();
    }

    function test_everyEnd() public {
        bytes32[25] memory kinds = [
            bytes32("offer"),
            "buy",
            "settleOne",
            "settleTwo",
            "start",
            "heartbeat",
            "submit",
            "handOver",
            "freeBond",
            // Ends of leases without a claim, and of claims.
            "release",
            "fail",
            "expire",
            "attested",
            "unchallenged",
            "challenge",
            "move",
            "timeOut",
            "upheld",
            "challengerLate",
            "disproven",
            "operatorLate",
            "undecided",
            // Ends of bonds.
            "bondLost",
            "bondBack",
            "selfChallenge"
        ];
        uint256[25] memory counts;
        uint256 start = vm.snapshotState();
        for (uint256 run; run < RUNS; ++run) {
            _campaign(run);
            for (uint256 i; i < kinds.length; ++i) {
                counts[i] += handler.done(kinds[i]);
            }
            vm.revertToState(start);
        }
        for (uint256 i; i < kinds.length; ++i) {
            emit log_named_uint(string(abi.encodePacked(kinds[i])), counts[i]);
            assertGt(counts[i], 0, string(abi.encodePacked(kinds[i])));
        }
    }

    function _campaign(uint256 run) private {
        bytes4[] memory actions = handler.actions();
        for (uint256 i; i < DEPTH; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(run, i)));
            // Small enough for every parameter there is.
            uint256[5] memory words;
            for (uint256 word; word < words.length; ++word) {
                words[word] = uint32(dice >> (32 * word));
            }
            (bool success,) =
                address(handler).call(abi.encodePacked(actions[(dice >> 160) % actions.length], abi.encode(words)));
            assertTrue(success);
        }
        handler.checkEscrow();
        handler.checkMoney();
        handler.checkAllUnits();
        handler.checkDisputes();
        handler.checkBonds();
        handler.checkLeases();
    }
}
