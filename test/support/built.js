// For programs of the tests: what they import of the sources comes from what was built of them.
import { register } from 'node:module'

register('./built-hooks.js', import.meta.url)
