// What the machine code for all machines has in common. scripts/assemble.js puts it in front of each text.
//
// The places are those of stack-arguments.ts.

// From a thunk to its slot: farther than a page of code is long on any machine.
.set slots, 65536

// A slot.
.set target, slots
.set count, slots + 8
.set words, slots + 16
