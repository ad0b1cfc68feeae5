// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {BlockingHandler} from "./HostileTokenInvariants.t.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice Invariants of a market where nothing happens say nothing: the same campaign, always the same one, reaches
/// everything that leases, claims and bonds can come to.
contract MarketCoverageTest is Test {
    uint256 internal constant RUNS = 16;
    uint256 internal constant DEPTH = 160;

    bytes32[] internal kinds;

    function test_everyEnd() public {
        kinds = [bytes32("offer"), "buy", "settleOne", "settleTwo", "start", "heartbeat", "handOver", "freeBond"];
        _add([bytes32("release"), "fail", "expire", "submit", "attested", "unchallenged"]);
        _add([bytes32("challenge"), "selfChallenge", "move", "timeOut", "bondLost", "bondBack"]);
        _add([bytes32("upheld"), "challengerLate", "disproven", "operatorLate", "undecided", "withdraw"]);
        _reaches(new MarketHandler());
    }

    function test_blockedPayees() public {
        _add([bytes32("withdraw"), "withdrawBond", "disproven", "upheld", "bondLost", "bondBack"]);
        _reaches(new BlockingHandler());
    }

    function _add(bytes32[6] memory some) private {
        for (uint256 i; i < some.length; ++i) {
            kinds.push(some[i]);
        }
    }

    function _reaches(MarketHandler handler) private {
        handler.setUp();
        uint256[] memory counts = new uint256[](kinds.length);
        uint256 start = vm.snapshotState();
        for (uint256 run; run < RUNS; ++run) {
            _campaign(handler, run);
            for (uint256 i; i < counts.length; ++i) {
                counts[i] += handler.done(kinds[i]);
            }
            vm.revertToState(start);
        }
        for (uint256 i; i < counts.length; ++i) {
            string memory kind = string(abi.encodePacked(kinds[i]));
            emit log_named_uint(kind, counts[i]);
            assertGt(counts[i], 0, kind);
        }
    }

    function _campaign(MarketHandler handler, uint256 run) private {
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
