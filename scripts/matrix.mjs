import { main } from './lib/main.mjs';
import { pack } from './lib/pack.mjs';
import { record } from './lib/results.mjs';
import { carryOneEach } from './matrix/carry-one-each.mjs';

const rows = [
  { nodeRed: 4, node: 20 },
  { nodeRed: 5, node: 22 },
  { nodeRed: 5, node: 24 },
];

// Tests what users get: the packed tarball, installed like by the palette manager, on each Node-RED and Node.js.
main(async () => {
  const tarball = await pack();
  let failed = 0;
  for (const row of rows) {
    const begun = Date.now();
    const { name, error, log } = await carryOneEach({ ...row, tarball });
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    console.log(`matrix ${name}: ${error ? `FAILED, ${error.message}` : 'ok'} (${seconds} s)`);
    if (!error) continue;
    failed += 1;
    console.log(log.slice(-40).join('\n'));
  }
  record('matrix', { passed: rows.length - failed, failed });
  if (failed > 0) throw new Error(`${failed} of ${rows.length} rows of the matrix failed`);
});
