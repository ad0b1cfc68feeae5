// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {LeaseClock} from "../src/libraries/LeaseClock.sol";
import {LeaseMoney} from "../src/libraries/LeaseMoney.sol";
import {EscrowTerms, LeaseClocks, LeaseShares} from "../src/types/Lease.sol";
import {PoolsTerms} from "../src/types/Pool.sol";
import {BatchFixture} from "./fixtures/BatchFixture.sol";

/// @notice What constructors refuse. Contracts name each other before they exist: a wrong address must not survive.
contract WiringTest is BatchFixture {
    function test_settlement_rightWiring() public {
        (bool success,) = _constructSettlement(FEE_PIPS);
        assertTrue(success);
    }

    function test_settlement_feeTooHigh() public {
        _assertRefused(abi.encodeWithSelector(ISettlement.FeeTooHigh.selector, 1e6 + 1), 1e6 + 1);
    }

    function test_settlement_wrongEscrow() public {
        _mismatch(address(escrow), escrow.settlement.selector, address(escrow));
        _mismatch(address(escrow), escrow.pools.selector, address(escrow));
    }

    function test_settlement_wrongPools() public {
        _mismatch(address(pools), pools.settlement.selector, address(pools));
        _mismatch(address(pools), pools.escrow.selector, address(pools));
        _mismatch(address(pools), pools.token.selector, address(pools));
        _mismatch(address(pools), pools.slotSeconds.selector, address(pools));
        _mismatch(address(pools), pools.registry.selector, address(pools));
    }

    /// @dev A bond that is free before claims are due would stand behind nothing.
    function test_settlement_bondFreedTooEarly() public {
        vm.mockCall(address(pools), abi.encodeCall(pools.bondHold, ()), abi.encode(_clocks().submit - 1));
        _assertRefused(abi.encodeWithSelector(ISettlement.WiringMismatch.selector, address(pools)), FEE_PIPS);
    }

    function test_settlement_wrongRegistry() public {
        _mismatch(address(registry), registry.token.selector, address(registry));
        _mismatch(address(registry), registry.pools.selector, address(registry));
        _mismatch(address(registry), registry.escrow.selector, address(registry));
    }

    function test_pools_slotSeconds() public {
        PoolsTerms memory terms;
        for (uint256 i; i < 3; ++i) {
            terms.slotSeconds = [uint256(0), uint256(type(uint32).max) + 1, uint256(type(uint32).max)][i];
            (bool success,) = _construct(
                makeAddr("pools"), abi.encodePacked(vm.getCode("ComputePools.sol:ComputePools"), abi.encode(terms))
            );
            assertEq(success, i == 2);
        }
    }

    function test_escrow_clocks() public {
        for (uint256 i; i < 4; ++i) {
            EscrowTerms memory terms = _terms();
            if (i == 0) terms.clocks.start = uint32(SLOT_SECONDS);
            if (i == 1) terms.clocks.heartbeat = 0;
            if (i == 2) terms.clocks.submit = 0;
            (bool success, bytes memory reason) = _constructEscrow(terms);
            assertEq(success, i == 3);
            if (i == 3) break;
            assertEq(reason, abi.encodeWithSelector(LeaseClock.ClocksInvalid.selector, terms.clocks, terms.slotSeconds));
        }
    }

    function test_escrow_shares() public {
        for (uint256 i; i < 9; ++i) {
            EscrowTerms memory terms = _terms();
            LeaseShares memory shares = terms.shares;
            if (i == 0) (shares.notStarted, shares.declared) = (99_999, 100_000);
            if (i == 1) (shares.silent, shares.declared) = (99_999, 100_000);
            if (i == 2) (shares.notSubmitted, shares.declared) = (99_999, 100_000);
            if (i == 3) shares.notStarted = shares.disproven + 1;
            if (i == 4) shares.silent = shares.disproven + 1;
            if (i == 5) shares.notSubmitted = shares.disproven + 1;
            if (i == 6) shares.disproven = 1e6 + 1;
            if (i == 7) shares.burned = 1e6 + 1;
            if (i == 8) shares.releaseFee = 1e6 + 1;
            (bool success, bytes memory reason) = _constructEscrow(terms);
            assertFalse(success);
            assertEq(reason, abi.encodeWithSelector(LeaseMoney.SharesInvalid.selector, shares));
        }
    }

    function _terms() private view returns (EscrowTerms memory terms) {
        terms.token = address(usdc);
        terms.slotSeconds = SLOT_SECONDS;
        (terms.clocks, terms.shares) = (_clocks(), _shares());
    }

    /// @dev One getter of one contract tells something else, whatever it tells.
    function _mismatch(address target, bytes4 getter, address component) private {
        vm.mockCall(target, abi.encodeWithSelector(getter), abi.encode(makeAddr("other")));
        _assertRefused(abi.encodeWithSelector(ISettlement.WiringMismatch.selector, component), FEE_PIPS);
        vm.clearMockedCalls();
    }

    function _assertRefused(bytes memory expected, uint256 feePips) private {
        (bool success, bytes memory reason) = _constructSettlement(feePips);
        assertFalse(success);
        assertEq(reason, expected);
    }

    function _constructSettlement(uint256 feePips) private returns (bool, bytes memory) {
        return _construct(
            address(settlement),
            abi.encodePacked(
                vm.getCode("Settlement.sol:Settlement"),
                abi.encode(permit2, address(pools), address(escrow), auctioneer.addr, feeRecipient, feePips)
            )
        );
    }

    function _constructEscrow(EscrowTerms memory terms) private returns (bool, bytes memory) {
        return
            _construct(
                makeAddr("escrow"), abi.encodePacked(vm.getCode("LeaseEscrow.sol:LeaseEscrow"), abi.encode(terms))
            );
    }

    /// @dev Runs a constructor at an address. `vm.expectRevert` before `new` ends a test where it stands: forge deploys
    /// by a cheatcode.
    function _construct(address where, bytes memory creation) private returns (bool, bytes memory) {
        vm.etch(where, creation);
        return where.call("");
    }
}
