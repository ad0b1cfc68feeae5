// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A verifier contract that anybody may have written, with all the ways to answer.
contract HostileProofVerifier {
    enum Answer {
        True,
        False,
        Three,
        Nothing,
        OneByte,
        TooLong,
        Flood,
        Revert,
        RevertTrue,
        Write,
        BurnGas
    }

    Answer internal answer;

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    fallback() external {
        Answer now_ = answer;
        if (now_ == Answer.Write) answer = Answer.True;
        assembly {
            mstore(0x00, 1)
            mstore(0x20, 0)
            switch now_
            case 1 { mstore(0x00, 0) }
            case 2 { mstore(0x00, 3) }
            case 3 { return(0x00, 0x00) }
            case 4 { return(0x1f, 0x01) }
            case 5 { return(0x00, 0x40) }
            case 6 { return(0x00, 1000000) }
            case 7 { revert(0x00, 0x00) }
            case 8 { revert(0x00, 0x20) }
            case 10 { invalid() }
            return(0x00, 0x20)
        }
    }
}
