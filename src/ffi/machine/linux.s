// What Linux calls its options on every machine. scripts/assemble.js puts it in front of each text.

.set FUTEX_WAIT_PRIVATE, 128
.set FUTEX_WAKE_PRIVATE, 129
.set CLOCK_MONOTONIC, 1
.set STDERR_FILENO, 2
.set PROT_READ_WRITE, 3
.set MAP_PRIVATE_ANONYMOUS, 0x22
