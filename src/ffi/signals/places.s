// What the machine code for all machines has in common. scripts/assemble.js puts it in front of each text.
//
// The places in memory are those of signals.ts.

// The block of an entry.
.set forward, 0
.set cells, 8
.set cell_bytes, 16
.set doorbell, 20
.set closed, 24
.set rung, 28
.set ringing, 32

// A cell: its news, then its generation.
.set news, 0
.set generation, 4
.set raised, 1
.set released, 2

// A message: its kind in a byte, then the two words of the object that it is for.
.set kind, 0
.set first_word, 8
.set second_word, 16
.set kind_call, 0
.set kind_drop, 4
