// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEvidence} from "../interfaces/IEvidence.sol";
import {ISolverRegistry} from "../interfaces/ISolverRegistry.sol";

abstract contract Evidence is IEvidence {
    address public immutable registry;
    address public immutable settlement;
    uint256 public immutable penalty;

    mapping(bytes32 offence => bool) public proven;

    constructor(address registry_, address settlement_, uint256 penalty_) {
        registry = registry_;
        settlement = settlement_;
        penalty = penalty_;
    }

    function _convict(address account, bytes32 offence) internal {
        if (proven[offence]) revert AlreadyProven(offence);
        proven[offence] = true;
        uint256 slashed = ISolverRegistry(registry).slash(account, penalty, msg.sender);
        emit Proven(offence, account, msg.sender, slashed);
    }
}
