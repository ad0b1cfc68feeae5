// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Batch} from "../src/types/Batch.sol";
import {BatchFixture} from "./fixtures/BatchFixture.sol";

/// @notice The hash covers the bytes that the batch is read from: a relay that encodes them otherwise has nobody's award.
contract BatchHashTest is BatchFixture {
    bytes internal standard;
    uint256 internal batchAt;
    uint256 internal signatureAt;

    function setUp() public override {
        super.setUp();
        Batch memory batch = _batch();
        _signOrders(batch);
        standard = _arguments(batch);
        (batchAt, signatureAt) = (_word(standard, 0), _word(standard, 32));
    }

    function test_standardForm() public {
        _send(standard);
        assertTrue(settlement.settled(AUCTION));
    }

    /// @dev Harmless, as nothing of it is read.
    function test_bytesBehindTheEnd() public {
        _send(bytes.concat(standard, "more"));
        assertTrue(settlement.settled(AUCTION));
    }

    /// @dev The same batch, with a gap before the signature.
    function test_gapBehindTheBatch() public {
        bytes memory shifted = bytes.concat(_slice(standard, 0, signatureAt), bytes32(0), _from(standard, signatureAt));
        _setWord(shifted, 32, signatureAt + 32);
        _expectInvalid();
        _send(shifted);
    }

    /// @dev The same batch, after the signature: what lies between them is nothing.
    function test_signatureFirst() public {
        bytes memory signature = _from(standard, signatureAt);
        bytes memory batch = _slice(standard, batchAt, signatureAt);
        bytes memory swapped =
            bytes.concat(bytes32(uint256(64 + signature.length)), bytes32(uint256(64)), signature, batch);
        _expectInvalid();
        _send(swapped);
    }

    /// @dev The right bytes lie where they lay, but the batch is read from elsewhere.
    function test_batchReadFromElsewhere() public {
        Batch memory other = _batch();
        other.solvers[0] = makeAddr("thief");
        _signOrders(other);
        bytes memory forged = _slice(_arguments(other), batchAt, signatureAt);
        bytes memory sent = bytes.concat(standard, forged);
        _setWord(sent, 0, standard.length);
        _expectInvalid();
        _send(sent);
    }

    function test_fuzz_anyOtherByte(uint256 at, bytes1 value) public {
        at = bound(at, batchAt, signatureAt - 1);
        vm.assume(standard[at] != value);
        bytes memory sent = bytes.concat(standard);
        sent[at] = value;
        (bool success,) = address(settlement).call(bytes.concat(settlement.settle.selector, sent));
        assertFalse(success);
        assertFalse(settlement.settled(AUCTION));
    }

    function _arguments(Batch memory batch) private view returns (bytes memory) {
        return abi.encode(batch, _signAward(batch));
    }

    function _send(bytes memory arguments) private {
        (bool success, bytes memory reason) =
            address(settlement).call(bytes.concat(settlement.settle.selector, arguments));
        if (success) return;
        assembly {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    function _expectInvalid() private {
        vm.expectPartialRevert(ISettlement.AwardSignatureInvalid.selector);
    }

    function _word(bytes memory data, uint256 at) private pure returns (uint256 word) {
        assembly {
            word := mload(add(add(data, 0x20), at))
        }
    }

    function _setWord(bytes memory data, uint256 at, uint256 word) private pure {
        assembly {
            mstore(add(add(data, 0x20), at), word)
        }
    }

    function _from(bytes memory data, uint256 start) private pure returns (bytes memory) {
        return _slice(data, start, data.length);
    }

    function _slice(bytes memory data, uint256 start, uint256 end) private pure returns (bytes memory slice) {
        slice = new bytes(end - start);
        for (uint256 i; i < slice.length; ++i) {
            slice[i] = data[start + i];
        }
    }
}
