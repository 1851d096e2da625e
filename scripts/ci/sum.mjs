import { sum } from '../lib/results.mjs';

// Repeats the failures at the end of the log, where they are easy to find.
const { passed, failed, failures } = sum();
for (const failure of failures) console.log(`failed: ${failure}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
