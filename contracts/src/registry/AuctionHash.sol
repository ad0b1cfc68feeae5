// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ECDSA} from "solady/utils/ECDSA.sol";
import {IntentTypes} from "../libraries/IntentTypes.sol";
import {AuctionHeader, Award, Outcome, Solution} from "./AuctionTypes.sol";

/// @notice What the auctioneer and the solvers sign, and what they commit to. The TypeScript twin is
/// intents-schema/src/auction.
library AuctionHash {
    bytes32 internal constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant AUCTION_TYPEHASH = keccak256(
        "Auction(uint256 round,uint256 blockNumber,bytes32 blockHash,bytes32 snapshotHash,uint256 firstSlot,uint256 slotCount,bytes32[] intentIds,uint256 commitByMs,uint256 revealByMs)"
    );
    bytes32 internal constant COMMITMENT_TYPEHASH =
        keccak256("BidCommitment(bytes32 auctionHash,address solver,bytes32 bidHash)");
    bytes32 internal constant OUTCOME_TYPEHASH = keccak256("Outcome(bytes32 auctionHash,bytes32 outcomeHash)");

    /// @notice The name of an auction everywhere: its EIP-712 digest.
    function auction(address settlement, AuctionHeader calldata header) internal view returns (bytes32) {
        return _digest(settlement, keccak256(abi.encode(AUCTION_TYPEHASH, header)));
    }

    function intentIds(bytes32[] calldata ids) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(ids));
    }

    /// @notice A snapshot by the pools it lists, in order, and everything else.
    function snapshot(bytes32[] calldata poolIds, bytes32 restHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(abi.encode(poolIds)), restHash));
    }

    function bid(
        bytes32 auctionHash,
        address solver,
        Solution[] calldata solutions,
        bytes32 certificateHash,
        bytes32 salt
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(auctionHash, solver, solutions, certificateHash, salt));
    }

    /// @notice What a solver signs.
    function commitment(address settlement, bytes32 auctionHash, address solver, bytes32 bidHash)
        internal
        view
        returns (bytes32)
    {
        return _digest(settlement, keccak256(abi.encode(COMMITMENT_TYPEHASH, auctionHash, solver, bidHash)));
    }

    /// @notice Whether a key signed: solvers are keys, as the network takes no commitments of contracts. So the answer
    /// never changes, whatever code the account gains.
    function isSignedBy(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        return signer != address(0) && ECDSA.tryRecoverCalldata(digest, signature) == signer;
    }

    /// @notice What the auctioneer signs of an outcome.
    function outcome(address settlement, Outcome calldata decided) internal view returns (bytes32) {
        bytes32 outcomeHash = keccak256(
            abi.encode(decided.auctionHash, decided.total, decided.bound, decided.bids, decided.unservedHash)
        );
        return _digest(settlement, keccak256(abi.encode(OUTCOME_TYPEHASH, decided.auctionHash, outcomeHash)));
    }

    /// @notice What the auctioneer signs of a batch.
    function award(address settlement, Award memory given) internal view returns (bytes32) {
        return _digest(settlement, keccak256(abi.encode(IntentTypes.AWARD_TYPEHASH, given)));
    }

    /// @dev The domain of `Settlement`, asked each time, so that it stays right after a chain split.
    function _digest(address settlement, bytes32 structHash) private view returns (bytes32) {
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Walras"), keccak256("1"), block.chainid, settlement));
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }
}
