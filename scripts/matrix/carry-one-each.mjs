import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  exampleName,
  FAX_FOLDER,
  RESULTS_FILE,
  simulatedConnectionOf,
  SMS_FILE,
  withVariable,
} from '../lib/example-flow.mjs';
import { freePort } from '../lib/free-port.mjs';
import { startNodeRed } from '../lib/node-red.mjs';
import { packageName } from '../lib/root.mjs';
import { prepareUserDirectory } from '../lib/user-directory.mjs';
import { waitFor } from '../lib/wait-for.mjs';
import { ensureNode, ensureNodeRed } from '../setup.mjs';
import { checkAssets } from './check-assets.mjs';
import { paletteInstall } from './palette-install.mjs';

/**
 * One row of the matrix: an empty user directory, the tarball, the examples as the editor imports them, one fax and one SMS,
 * and a fax that is sent.
 * Resolves in any case, with the row's `name`, Node-RED's `log` (lines) and, where something did not hold, the `error`.
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
    const port = await freePort(0);
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

/** Examples as the editor imports them: a fax through one, an SMS through another, and one that sends. */
async function throughTheExamples(nodeRed, userDir) {
  const folder = join(userDir, 'faxes');
  const file = join(userDir, 'sms', 'inbox.jsonl');
  const results = join(userDir, 'fax-results.jsonl');
  const flow = [
    ...withVariable(await importExample(nodeRed, '01'), FAX_FOLDER, folder),
    ...withVariable(await importExample(nodeRed, '02'), SMS_FILE, file),
    ...withVariable(await importExample(nodeRed, '04'), RESULTS_FILE, results),
  ];
  await nodeRed.request('/flows', { method: 'POST', headers: { 'Node-RED-Deployment-Type': 'full' }, body: flow });
  await carry(nodeRed, simulatedConnectionOf(flow, 'etherfax'), { kind: 'fax' }, () => filesIn(folder).length);
  await carry(nodeRed, simulatedConnectionOf(flow, 'esendex'), { kind: 'sms', text: 'matrix' }, () => linesIn(file));
  await waitFor('a fax is sent, and its end told', () => linesIn(results) > 0);
  const [first] = readFileSync(results, 'utf8').split('\n');
  if (JSON.parse(first).state !== 'succeeded') throw new Error(`a fax was sent and ended otherwise: ${first}`);
}

function importExample(nodeRed, number) {
  const name = exampleName(number).replace(/\.json$/, '');
  return nodeRed.request(`/library/examples/flows/${packageName}/${encodeURIComponent(name)}`);
}

/** Lets one item arrive, and waits until the flow has written it (`count`) and the service knows that it is closed. */
async function carry(nodeRed, connectionId, item, count) {
  const connection = `/fax-sms/connections/${connectionId}`;
  const state = () => nodeRed.request(connection).catch(() => ({}));
  const { simulator: before } = await waitFor('the connection is up', async () => {
    const now = await state();
    return (now.state === 'connected' || now.state === 'polling') && now.simulator && now;
  });
  await nodeRed.request(`${connection}/inject`, { method: 'POST', body: item });

  // The simulator has a sample waiting from its start.
  const expected = before.unread + before.received + 1;
  await waitFor(`${expected} items (${item.kind}) are written`, () => count() === expected);
  await waitFor(`${expected} items (${item.kind}) are marked received at the simulator`, async () => {
    const { simulator } = await state();
    return simulator?.received === expected && simulator.unread === 0;
  });
}

function linesIn(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** The files that are not empty. The flow makes the folder with its first file. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).size > 0);
}

async function endingCleanly(nodeRed, work) {
  try {
    await work();
  } catch (error) {
    await nodeRed.stop();
    throw error;
  }
  const { code, signal, ms } = await nodeRed.stop();
  if (code !== 0) throw new Error(`SIGTERM ended Node-RED with ${signal ?? `exit code ${code}`}, not with 0`);
  if (ms > 5000) throw new Error(`Node-RED took ${ms} ms to stop`);
}

function nodeRedVersion(redJs) {
  return JSON.parse(readFileSync(join(dirname(redJs), 'package.json'), 'utf8')).version;
}

function nodeVersion(node) {
  return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
}
