// What the machine code for all machines has in common. scripts/assemble.js puts it in front of each text.
//
// The places in memory are those of vector-table.ts.

// A vector.
.set buffer, 0
.set length, 8
.set capacity, 16
.set table, 24

// What the table of a vector of this side has behind its functions.
.set element_size, 48
.set alignment, 56
.set live, 64
.set free, 72
.set realloc, 80
.set aligned_alloc, 88
.set memcpy, 96
.set abort, 104

// What the table of a vector of bytes in a block has behind that: the table of those that are not.
.set ordinary, 112

// From the bytes of a block back to the word that says whether it is taken.
.set taken, -64

// What `malloc` aligns to.
.set usual_alignment, 16
