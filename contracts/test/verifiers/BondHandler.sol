// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CouncilTerms} from "../../src/interfaces/IAttestorCouncil.sol";
import {Ruling} from "../../src/interfaces/IDisputeResolver.sol";
import {OptimisticTerms} from "../../src/interfaces/IOptimisticVerifier.sol";
import {ClaimHash} from "../../src/libraries/ClaimHash.sol";
import {DeliveryClaim, Verdict} from "../../src/types/Delivery.sol";
import {AttestorCouncil} from "../../src/verifiers/AttestorCouncil.sol";
import {OptimisticVerifier} from "../../src/verifiers/OptimisticVerifier.sol";
import {BlockingToken} from "../tokens/BlockingToken.sol";
import {AttestorFixture} from "./AttestorFixture.sol";

/// @notice Claims, challenges and rulings at random, in a token that sometimes refuses, with books of its own. It is the
/// escrow of this verifier.
contract BondHandler is AttestorFixture {
    uint256 internal constant PARTIES = 4;

    BlockingToken public token = new BlockingToken();
    OptimisticVerifier public verifier;
    AttestorCouncil public council;

    bytes32[] internal leases;
    mapping(bytes32 leaseId => DeliveryClaim) internal claims;
    mapping(bytes32 leaseId => uint256) internal bonds;
    mapping(bytes32 leaseId => Verdict) internal seen;
    uint256 public openBonds;

    /// @dev A verdict that was final stays.
    modifier checked() {
        _;
        for (uint256 i; i < leases.length; ++i) {
            (Verdict verdict,) = verifier.verdictOf(leases[i]);
            require(seen[leases[i]] == Verdict.Pending || seen[leases[i]] == verdict, "a verdict changed");
            seen[leases[i]] = verdict;
        }
    }

    constructor() {
        vm.warp(1_800_000_000);
        _deployAttestors();
        address predicted = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        verifier = new OptimisticVerifier(
            OptimisticTerms({
                escrow: address(this),
                token: address(token),
                resolver: predicted,
                windowMin: 1 hours,
                windowMax: 1 days,
                valuePerSecond: 10_000,
                bondMin: 1e6,
                bondPips: 100_000,
                burnedPips: 333_333,
                feePips: 0,
                feePayee: address(0)
            })
        );
        council = new AttestorCouncil(CouncilTerms(address(verifier), address(attestors), 1 days, 12 hours, 2 days, 2));
        for (uint256 i; i < PARTIES; ++i) {
            vm.prank(party(i));
            token.approve(address(verifier), type(uint256).max);
        }
    }

    function submit(uint256 operator, uint96 value) external checked {
        // Few, so that each has a long story.
        if (leases.length == 4) return;
        bytes32 leaseId = bytes32(leases.length + 1);
        DeliveryClaim memory claim;
        (claim.leaseId, claim.operator) = (leaseId, party(operator));
        verifier.submit(claim, value, "");
        leases.push(leaseId);
        claims[leaseId] = claim;
    }

    function challenge(uint256 lease, uint256 by) external checked {
        bytes32 leaseId = _pick(lease);
        if (leaseId == 0) return;
        uint256 bond = verifier.bondOf(verifier.claimOf(leaseId).value);
        token.mint(party(by), bond);
        vm.prank(party(by));
        try verifier.challenge(claims[leaseId]) {
            bonds[leaseId] = bond;
            openBonds += bond;
        } catch {
            require(bonds[leaseId] != 0 || block.timestamp > verifier.claimOf(leaseId).until, "challenge refused");
        }
    }

    function move(uint256 lease, bool request) external checked {
        bytes32 leaseId = _pick(lease);
        if (bonds[leaseId] == 0 || council.rulingOf(leaseId) != Ruling.Open) return;
        if (council.disputeOf(leaseId).clock.atRest) return;
        bool operators = council.disputeOf(leaseId).moves % 2 == 0;
        vm.prank(operators ? claims[leaseId].operator : council.disputeOf(leaseId).challenger);
        if (request) council.requestRuling(leaseId);
        else if (operators) council.respond(leaseId, "evidence", "");
        else council.rebut(leaseId, "evidence", "");
    }

    function rule(uint256 lease, bool operatorWins) external checked {
        bytes32 leaseId = _pick(lease);
        if (bonds[leaseId] == 0 || council.rulingOf(leaseId) != Ruling.Open) return;
        bytes32 ruling = _rulingHash(leaseId, ClaimHash.hash(claims[leaseId]), operatorWins);
        council.rule(leaseId, operatorWins, _quorum(_digest("Walras AttestorCouncil", address(council), ruling)));
    }

    function timeOut(uint256 lease) external checked {
        bytes32 leaseId = _pick(lease);
        if (bonds[leaseId] == 0) return;
        bool open = block.timestamp <= council.openUntil(leaseId);
        bool written = council.disputeOf(leaseId).ruling != Ruling.Open;
        try council.timeOut(leaseId) {
            require(!open && !written, "timed out");
        } catch {
            require(open || written, "not timed out");
        }
    }

    function close(uint256 lease) external checked {
        bytes32 leaseId = _pick(lease);
        try verifier.close(leaseId) {
            openBonds -= bonds[leaseId];
        } catch {
            require(
                bonds[leaseId] == 0 || verifier.claimOf(leaseId).ruling != Ruling.Open
                    || council.rulingOf(leaseId) == Ruling.Open,
                "close refused"
            );
        }
    }

    function withdraw(uint256 who) external checked {
        address payee = party(who);
        uint256 credit = verifier.creditOf(payee);
        if (credit == 0 || token.blocked(payee)) return;
        uint256 before = token.balanceOf(payee);
        vm.prank(payee);
        verifier.withdraw();
        require(token.balanceOf(payee) - before == credit, "withdrawn amount");
    }

    function setBlocked(uint256 who, bool blocked, bool silent) external checked {
        token.setBlocked(who % 5 == 4 ? verifier.BURNED() : party(who), blocked, silent);
    }

    function pass(uint256 time) external checked {
        skip(bound(time, 1, 2 days));
    }

    function credits() external view returns (uint256 total) {
        for (uint256 i; i < PARTIES; ++i) {
            total += verifier.creditOf(party(i));
        }
        total += verifier.creditOf(verifier.BURNED());
    }

    function party(uint256 index) public pure returns (address) {
        return address(uint160(0xa11ce + index % PARTIES));
    }

    function _pick(uint256 index) private view returns (bytes32) {
        return leases.length == 0 ? bytes32(0) : leases[index % leases.length];
    }
}
