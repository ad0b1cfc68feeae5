pragma circom 2.0.0;

// A job small enough for a test: find x whose MiMC image is the constant below. The buyer's program is this circuit with
// that constant: whoever knows x can prove it, for a claim of their own, without showing x to those who would copy it.
template Preimage(image) {
    // The claim's hash, reduced to the field: what the proof speaks of.
    signal input claim;
    signal input x;

    var ROUNDS = 16;
    signal square[ROUNDS];
    signal fourth[ROUNDS];
    signal state[ROUNDS + 1];
    state[0] <== x;
    for (var i = 0; i < ROUNDS; i++) {
        // x -> (x + c)^5 permutes the field: 5 does not divide r - 1.
        square[i] <== (state[i] + i * i * i + 7) * (state[i] + i * i * i + 7);
        fourth[i] <== square[i] * square[i];
        state[i + 1] <== fourth[i] * (state[i] + i * i * i + 7);
    }
    state[ROUNDS] === image;

    // A public signal that no constraint mentions could be exchanged in a finished proof.
    signal claimSquare;
    claimSquare <== claim * claim;
}

component main { public [claim] } = Preimage(19732056755875172256239134928363707826212702276491675710692244597537707772577);
