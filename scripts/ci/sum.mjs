import { sum } from '../lib/results.mjs';

// Whoever sees only the end of a long log sees what failed.
const { passed, failed, failures } = sum();
for (const failure of failures) console.log(`failed: ${failure}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
