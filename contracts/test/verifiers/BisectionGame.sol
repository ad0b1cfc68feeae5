// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeResolver, Ruling} from "../../src/interfaces/IDisputeResolver.sol";

/// @notice A toy in place of an interactive bisection game: both sides hold a list of hashes, one per step of the work;
/// they halve their difference by turns, and the one step that is left is done again on chain. Here the steps are known
/// to the contract and doing one again is a comparison. Shows that a resolver of another kind plugs in.
contract BisectionGame is IDisputeResolver {
    struct Game {
        bytes32 claimHash;
        address operator;
        address challenger;
        uint256 low;
        uint256 high;
        Ruling ruling;
    }

    address public immutable verifier;
    bytes32[] internal _truth;
    mapping(bytes32 disputeId => Game) public games;

    constructor(address verifier_, bytes32[] memory truth) {
        verifier = verifier_;
        _truth = truth;
    }

    function open(bytes32 disputeId, bytes32 claimHash, address operator, address challenger) external {
        if (msg.sender != verifier) revert NotVerifier(msg.sender);
        if (games[disputeId].claimHash != 0) revert DisputeExists(disputeId);
        games[disputeId] = Game(claimHash, operator, challenger, 0, _truth.length - 1, Ruling.Open);
        emit DisputeOpened(disputeId, claimHash, operator, challenger);
    }

    /// @notice The challenger says in which half the first wrong step is.
    function halve(bytes32 disputeId, bool upper) external {
        Game storage game = games[disputeId];
        require(msg.sender == game.challenger && game.low < game.high);
        uint256 middle = (game.low + game.high) / 2;
        if (upper) game.low = middle + 1;
        else game.high = middle;
    }

    /// @notice The operator shows the step that is left.
    function show(bytes32 disputeId, bytes32 step) external {
        Game storage game = games[disputeId];
        require(msg.sender == game.operator && game.low == game.high && game.ruling == Ruling.Open);
        game.ruling = step == _truth[game.low] ? Ruling.OperatorWins : Ruling.ChallengerWins;
        emit DisputeRuled(disputeId, game.ruling);
    }

    function rulingOf(bytes32 disputeId) external view returns (Ruling) {
        if (games[disputeId].claimHash == 0) revert DisputeUnknown(disputeId);
        return games[disputeId].ruling;
    }
}
