import { closeSuite } from '../lib/results.mjs';

const [suite, exitCode] = process.argv.slice(2);
closeSuite(suite, Number(exitCode));
