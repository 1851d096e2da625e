import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { anyFreePort } from '../lib/free-port.mjs';
import { startNodeRed } from '../lib/node-red.mjs';
import { prepareUserDirectory } from '../lib/user-directory.mjs';
import { ensureNode, ensureNodeRed } from '../setup.mjs';
import { checkAssets } from './check-assets.mjs';
import { paletteInstall } from './palette-install.mjs';
import { throughTheExamples } from './through-the-examples.mjs';

/**
 * Runs one row of the matrix: installs the tarball into an empty user directory, imports the examples like the editor,
 * and sends one item of each kind through them. Never rejects; resolves with the row's `name`, Node-RED's `log`
 * (lines) and, if something failed, the `error`.
 */
export async function carryOneEach({ nodeRed: nodeRedMajor, node: nodeMajor, tarball }) {
  const log = [];
  const userDir = mkdtempSync(join(tmpdir(), 'pushline-matrix-'));
  let name = `node-red ${nodeRedMajor} on node ${nodeMajor}`;
  try {
    const redJs = await ensureNodeRed(nodeRedMajor);
    const node = await ensureNode(nodeMajor);
    name = `node-red ${nodeRedVersion(redJs)} on node ${nodeVersion(node)}`;
    prepareUserDirectory(userDir);
    await paletteInstall({ node, redJs, userDir, tarball });
    const port = await anyFreePort();
    const nodeRed = await startNodeRed({ node, redJs, userDir, port, onLine: (line) => log.push(line) });
    await endingCleanly(nodeRed, async () => {
      await checkAssets(nodeRed);
      await throughTheExamples(nodeRed, userDir);
    });
    const complaint = log.find((line) => line.includes('[error]'));
    if (complaint !== undefined) throw new Error(`the log has an error: ${complaint}`);
    return { name, log };
  } catch (error) {
    return { name, log, error };
  } finally {
    rmSync(userDir, { recursive: true, force: true });
  }
}

async function endingCleanly(nodeRed, work) {
  try {
    await work();
  } catch (error) {
    await nodeRed.stop();
    throw error;
  }
  const { code, signal } = await nodeRed.stop();
  if (code !== 0) throw new Error(`SIGTERM ended Node-RED with ${signal ?? `exit code ${code}`}, not with 0`);
}

function nodeRedVersion(redJs) {
  return JSON.parse(readFileSync(join(dirname(redJs), 'package.json'), 'utf8')).version;
}

function nodeVersion(node) {
  return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
}
