// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AuctionHash} from "../../../src/registry/AuctionHash.sol";
import {AuctionHeader, Award, Outcome, Solution} from "../../../src/registry/AuctionTypes.sol";

/// @notice Opens AuctionHash to tests.
contract AuctionHashHarness {
    function auction(address settlement, AuctionHeader calldata header) external view returns (bytes32) {
        return AuctionHash.auction(settlement, header);
    }

    function intentIds(bytes32[] calldata ids) external pure returns (bytes32) {
        return AuctionHash.intentIds(ids);
    }

    function snapshot(bytes32[] calldata poolIds, bytes32 restHash) external pure returns (bytes32) {
        return AuctionHash.snapshot(poolIds, restHash);
    }

    function bid(
        bytes32 auctionHash,
        address solver,
        Solution[] calldata solutions,
        bytes32 certificateHash,
        bytes32 salt
    ) external pure returns (bytes32) {
        return AuctionHash.bid(auctionHash, solver, solutions, certificateHash, salt);
    }

    function commitment(address settlement, bytes32 auctionHash, address solver, bytes32 bidHash)
        external
        view
        returns (bytes32)
    {
        return AuctionHash.commitment(settlement, auctionHash, solver, bidHash);
    }

    function outcome(address settlement, Outcome calldata decided) external view returns (bytes32) {
        return AuctionHash.outcome(settlement, decided);
    }

    function award(address settlement, Award calldata given) external view returns (bytes32) {
        return AuctionHash.award(settlement, given);
    }
}
