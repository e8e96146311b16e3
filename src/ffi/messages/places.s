// What the machine code for all machines has in common. scripts/assemble.js puts it in front of each text.
//
// The places are those of message-code.ts.

// From the start of the code to its data: farther than a page of code is long on any machine.
.set data, 65536
.set cells, data
.set cells_size, data + 8
.set pages, data + 16
.set fallback, data + 24

// A cell.
.set cell_mask, 16383
.set stack_top, 0
.set count, 8
.set kind, 16
.set length, 24
.set message, 32
.set room, 128
.set room_size, 4096

// Where the peer may have put an outcome: not farther from the receiver than this.
.set reach, 65536

// The slots for pages that can be read.
.set page_mask, 4095

// From a thunk that accepts messages to its slot.
.set slots, 65536
.set target, slots
.set text, slots + 8
.set text_length, slots + 16
