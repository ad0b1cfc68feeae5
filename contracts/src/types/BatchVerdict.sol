// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Everything a batch can break. Append only: TypeScript names rules by their number.
enum Rule {
    Settled,
    Expired,
    Award,
    Empty,
    ProductOrder,
    PurchaseOrder,
    IntentOrder,
    FillOrder,
    SolverIndex,
    ProductIndex,
    PurchaseIndex,
    HardwareIndex,
    ProductUnused,
    PurchaseUnused,
    OrderEmpty,
    UnitsZero,
    Goods,
    Gate,
    Capacity,
    MaxPrice,
    Arithmetic,
    Hardware,
    Region,
    Tier,
    TooEarly,
    TooLate,
    MinUnits,
    Contiguous,
    MaxPools,
    Work,
    Limit,
    Deadline,
    Nonce,
    Balance,
    Allowance,
    Unsigned,
    Signature,
    SignatureGas
}

enum AwardStatus {
    Missing,
    Invalid,
    Valid
}

/// @notice One broken rule. `index` is that of the fill, product or purchase it is about, type(uint256).max when it is
/// about the whole. `reason` is what settling would revert with if this were the first broken rule it came to.
struct Finding {
    Rule rule;
    uint256 index;
    bytes reason;
}

/// @notice `left`: units the slot can still sell. `cost` is 0 when they cannot be bought.
struct PurchaseVerdict {
    uint256 units;
    uint256 left;
    uint256 cost;
}

/// @notice `price` is in millionths of a token base unit per unit, margin included.
struct ProductVerdict {
    uint256 units;
    uint256 cost;
    uint256 price;
    uint256 revenue;
}

/// @notice `balance` and `allowance` are what earlier orders of the same owner leave for this one. `signatureGas` is what
/// the owner's ERC-1271 check used, 0 for owners without code.
struct OrderVerdict {
    bytes32 intentId;
    uint256 payment;
    uint256 filledWork;
    uint256 limit;
    uint256 balance;
    uint256 allowance;
    uint256 signatureGas;
    Finding[] findings;
}

/// @notice What settling did when it was tried and rolled back. `gas` is execution gas: a transaction adds 21,000 and its
/// calldata. Nothing is tried without an award.
struct Rehearsal {
    bool tried;
    bool settled;
    uint256 gas;
    bytes reason;
}

/// @notice `ok`: it would settle now. `sound`: no rule is broken, but signatures or the award may still be missing.
/// `findings` are about the batch, its products and its purchases; those about an order are with the order.
/// payments = costs + margins + protocolFee when it is sound.
struct BatchVerdict {
    bool ok;
    bool sound;
    AwardStatus award;
    Finding[] findings;
    PurchaseVerdict[] purchases;
    ProductVerdict[] products;
    OrderVerdict[] orders;
    uint256 payments;
    uint256 costs;
    uint256 margins;
    uint256 protocolFee;
    Rehearsal rehearsal;
}
