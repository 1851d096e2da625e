import { sum } from '../lib/results.mjs';

const { passed, failed } = sum();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
