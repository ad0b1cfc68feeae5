// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What a registry is built with. Nothing of it can change later.
/// @param slashers contracts that judge evidence: each may fine any account, so each must be readable by anyone
/// @param unbondDelay seconds from a request to its payment: the time in which evidence can still be brought
/// @param rewardPips share of a slashed amount for whoever brought the evidence, in millionths; the rest is burned
/// @param halfLife seconds in which the past of an operator comes to count half
/// @param priorUnits units that everybody is taken to have delivered, and as many to have failed, before the first
struct RegistryTerms {
    address token;
    address pools;
    address escrow;
    address[] slashers;
    uint256 unbondDelay;
    uint256 minSolverBond;
    uint256 rewardPips;
    uint256 halfLife;
    uint256 priorUnits;
}
