import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

const LOAD = `
  const { join, relative } = require('node:path');
  const { nodes } = require('./package.json')['node-red'];
  for (const file of Object.values(nodes)) require(join(process.cwd(), file.replace(/^dist\\//, '').replace(/\\.js$/, '.ts')));
  console.log(Object.keys(require.cache).map((file) => relative(process.cwd(), file)).join('\\n'));
`;

describe('what is loaded with the package', () => {
  it('leaves out what only some connections need, until one asks for it', () => {
    const args = ['--import', 'tsx', '--eval', LOAD];
    const loaded = execFileSync(process.execPath, args, { encoding: 'utf8' }).split('\n');
    // What the dialogs know of a provider is needed to name its fields.
    const early = loaded.filter((file) =>
      /[\\/](simulator|(aculab|esendex|etherfax|rescue|files)|undici|ws|classic-level|@hyzyla|pdfkit|libphonenumber-js|prom-client|pg)[\\/]/.test(
        file,
      ),
    );
    assert.ok(
      loaded.some((file) => file.includes('connection-host')),
      loaded.join('\n'),
    );
    // What dialogs know of a provider, too, is data, and small.
    const more = early.filter((file) => !/[\\/]face\.ts$/.test(file));
    assert.deepEqual(more, []);
    const own = loaded.filter((file) => /^(?:src|nodes|panel)[\\/]/.test(file));
    assert.ok(own.length < 250, `${own.length} modules, of what only a connection needs, too`);
  });
});
