// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IOptimisticVerifier} from "../../src/interfaces/IOptimisticVerifier.sol";
import {Lease, LeaseStatus} from "../../src/types/Lease.sol";
import {VerifierFixture} from "../fixtures/VerifierFixture.sol";
import {BisectionGame} from "./BisectionGame.sol";

/// @notice The same escrow and the same verifier with a game where the council was.
contract PluggableResolverTest is VerifierFixture {
    BisectionGame internal game;
    Lease internal lease;
    bytes32[] internal proof;
    bytes32[] internal truth;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 8; ++i) {
            truth.push(keccak256(abi.encode("step", i)));
        }
        // At the council's address: neither the verifier nor the escrow is deployed anew.
        deployCodeTo("BisectionGame.sol:BisectionGame", abi.encode(address(optimistic), truth), address(council));
        game = BisectionGame(address(council));
        (lease,) = _buy(poolA, 3600, WORKLOAD);
        _serve(lease, proof);
        _submit(lease, proof, "");
        vm.prank(challenger);
        optimistic.challenge(_claim(lease));
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Disputed));
    }

    function test_operatorShowsTheTruth() public {
        uint256 step = _bisect();
        _show(truth[step]);
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Settled));
        assertEq(usdc.balanceOf(address(optimistic)), 0);
    }

    function test_operatorShowsAnotherStep() public {
        _bisect();
        _show("made up");
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Failed));
        assertEq(usdc.balanceOf(address(optimistic)), 0);
    }

    function test_undecidedGame() public {
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.DisputeOpen.selector, _leaseId(lease)));
        optimistic.close(_leaseId(lease));
    }

    function _bisect() private returns (uint256 step) {
        vm.startPrank(challenger);
        game.halve(_leaseId(lease), true);
        game.halve(_leaseId(lease), false);
        game.halve(_leaseId(lease), true);
        vm.stopPrank();
        return 5;
    }

    function _show(bytes32 step) private {
        vm.prank(operatorA);
        game.show(_leaseId(lease), step);
        _settleLease(lease, proof);
        optimistic.close(_leaseId(lease));
    }
}
