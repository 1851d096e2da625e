import { readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { main } from './lib/main.mjs';
import { root } from './lib/root.mjs';
import { run } from './lib/run.mjs';
import { ensureDependencies } from './setup.mjs';

// npm run bench [-- name ...]: runs each bench/*.ts in its own process, so that no heap affects another.
main(async () => {
  await ensureDependencies();
  await build();
  printMachine();
  const wanted = process.argv.slice(2);
  const benches = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.ts'));
  for (const file of benches.filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))) {
    console.log(`\n${file.replace(/\.ts$/, '')}`);
    printTable(await measure(file));
  }
});

function printMachine() {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const { version, dependencies } = readJson('package.json');
  const versions = Object.keys(dependencies).map((name) => `${name} ${installedVersion(name)}`);
  console.log(
    `Machine   ${cores[0]?.model.trim() ?? process.arch}, ${cores.length} cores, ${gigabytes} GB, ${process.platform}`,
  );
  console.log(`Versions  Node.js ${process.versions.node}, package ${version}, ${versions.join(', ')}`);
}

/** A bench prints its rows to stdout, one JSON object per line: `{ name, value, unit, note? }`. */
async function measure(file) {
  const args = ['--expose-gc', '--import', 'tsx', join(root, 'bench', file)];
  const stdout = await run(process.execPath, args, { cwd: root, name: `bench/${file}`, quiet: true });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

function printTable(rows) {
  const cells = rows.map(({ name, value, unit = '', note = '' }) => [name, format(value), unit, note]);
  const width = (column) => Math.max(...cells.map((row) => row[column].length));
  const widths = [width(0), width(1), width(2)];
  for (const [name, value, unit, note] of cells) {
    const line = `  ${name.padEnd(widths[0])}  ${value.padStart(widths[1])} ${unit.padEnd(widths[2])}  ${note}`;
    console.log(line.trimEnd());
  }
}

function format(value) {
  if (typeof value !== 'number') return String(value);
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}

function installedVersion(name) {
  return readJson(join('node_modules', name, 'package.json')).version;
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
