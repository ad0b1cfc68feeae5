// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {AuctionHash} from "./AuctionHash.sol";
import {Evidence} from "./Evidence.sol";

/// @notice Evidence against the auctioneer, from what it signed.
abstract contract AuctioneerEvidence is Evidence {
    error AuctioneerSignatureInvalid(bytes32 digest);

    function _convictAuctioneer(bytes32 offence) internal {
        _convict(ISettlement(settlement).auctioneer(), offence);
    }

    /// @dev What its key signed stays signed, also when its account has gained code since that says otherwise. A contract
    /// answers for itself, at the time it is asked.
    function _checkSigned(bytes32 digest, bytes calldata signature) internal view {
        address auctioneer = ISettlement(settlement).auctioneer();
        if (
            !AuctionHash.isSignedBy(auctioneer, digest, signature)
                && !SignatureCheckerLib.isValidSignatureNowCalldata(auctioneer, digest, signature)
        ) revert AuctioneerSignatureInvalid(digest);
    }
}
