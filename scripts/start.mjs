import { createWriteStream, existsSync, lstatSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from './build.mjs';
import { aculabRound } from './lib/aculab-round.mjs';
import { arrive } from './lib/arrive.mjs';
import { claimFolder } from './lib/claim-folder.mjs';
import { every } from './lib/every.mjs';
import {
  FAX_FOLDER,
  JOURNAL_FILE,
  OUT_FOLDER,
  partOf,
  readExample,
  RESULTS_FILE,
  simulatedConnectionOf,
  SMS_FILE,
  variableOf,
  withVariables,
} from './lib/example-flow.mjs';
import { examplePlaces } from './lib/example-places.mjs';
import { freePort } from './lib/free-port.mjs';
import { main } from './lib/main.mjs';
import { startNodeRed } from './lib/node-red.mjs';
import { reportFaxes } from './lib/report-faxes.mjs';
import { reportLines } from './lib/report-lines.mjs';
import { reportTexts } from './lib/report-texts.mjs';
import { packageName, root } from './lib/root.mjs';
import { prepareUserDirectory } from './lib/user-directory.mjs';
import { waitFor } from './lib/wait-for.mjs';
import { ensureDependencies, ensureNodeRed, nodeIsAtLeast } from './setup.mjs';

/** `npm start -- <folder>` uses another folder. */
const userDir = resolve(root, process.argv[2] ?? '.data');
const flowFile = join(userDir, 'flows.json');
const logFile = join(userDir, 'node-red.log');

main(async () => {
  const claim = await claimFolder(userDir);
  if (claim.holder) sayThatItRuns(claim.holder);
  else await start(claim).finally(claim.release);
});

async function start(claim) {
  await ensureDependencies();
  const redJs = await ensureNodeRed(nodeIsAtLeast(22, 9) ? 5 : 4);
  console.log('Building ...');
  await build();
  prepareUserDirectory(userDir, { dependencies: { [packageName]: `file:${relative(userDir, root)}` } });
  linkPackage();
  copyExamplesOnce();
  await runNodeRed(redJs, claim, stopSignal());
}

function sayThatItRuns({ pid, url }) {
  const where = url === undefined ? `It is being started already, by process ${pid}` : `It runs already at ${url}`;
  console.log(`${where}, with the folder ${relative(root, userDir)}.
Stop that one first (Ctrl-C where it was started), or name another folder: npm start -- <folder>`);
}

async function runNodeRed(redJs, claim, signal) {
  try {
    const port = await freePort(1880);
    const nodeRed = await startNodeRed({ redJs, userDir, port, signal, onLine: logLine() });
    claim.runs({ pid: nodeRed.pid, url: nodeRed.url });
    // The deployed flow, which the user may have changed since the first start.
    const flow = await nodeRed.request('/flows');
    const faxes = await findExample(nodeRed, partOf(flow, '01'), { place: FAX_FOLDER, signal });
    const texts = await findExample(nodeRed, partOf(flow, '02'), { place: SMS_FILE, signal });
    const results = variableOf(partOf(flow, '04'), RESULTS_FILE);
    const journal = variableOf(flow, JOURNAL_FILE);
    const out = variableOf(partOf(flow, '16'), OUT_FOLDER);
    const asPdf = variableOf(partOf(flow, '14'), FAX_FOLDER);
    const places = { faxes: faxes?.place, texts: texts?.place, results, journal, out, asPdf };
    if (!signal.aborted) welcome(nodeRed.url, places);
    const work = [nodeRed.exited];
    if (faxes) {
      work.push(every(5000, () => arrive(nodeRed, faxes.example, { kind: 'fax' }), signal));
      work.push(reportFaxes(faxes));
    }
    if (texts) {
      work.push(every(5000, (count) => arrive(nodeRed, texts.example, sms(count)), signal));
      work.push(reportTexts(texts));
    }
    if (results !== undefined) work.push(reportLines({ file: results, describe: sentFax, signal }));
    if (journal !== undefined) {
      work.push(every(25_000, (count) => aculabRound(nodeRed, flow, count), signal));
      work.push(reportLines({ file: journal, describe: atAculab, signal }));
    }
    await Promise.race([nodeRed.exited, Promise.all(work)]);
    await nodeRed.exited;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (!signal.aborted) throw new Error(`Node-RED has ended by itself; its log is ${logFile}`);
  console.log('Node-RED has stopped.');
}

const sms = (count) => ({ kind: 'sms', text: `Simulated text ${count + 1}` });
const sentFax = ({ state, pages, attempt }) => `fax sent: ${state}, ${pages ?? '?'} page(s), call ${attempt}`;
// Does not show the text of an SMS, which is in the file.
const atAculab = ({ what, how }) => `Aculab: ${what}${how === undefined ? '' : `, ${how}`}`;

/** Resolves with undefined when the user has deleted that example. `place` is the variable for where it writes. */
async function findExample(nodeRed, example, { place, signal }) {
  const connectionId = simulatedConnectionOf(example);
  if (connectionId === undefined) return undefined;
  await waitFor('The simulated connection is up', async () => {
    if (signal.aborted) return true;
    const { state } = await nodeRed.request(`/fax-sms/connections/${connectionId}`).catch(() => ({}));
    return state === 'connected' || state === 'polling';
  });
  return { nodeRed, example, connectionId, place: variableOf(example, place), signal };
}

function welcome(url, { faxes, texts, ...places }) {
  const { results, journal, out, asPdf } = places;
  const deleted = '(that flow is deleted)';
  console.log(`
Every few seconds a fax comes in from a simulated etherFAX account, and an SMS from a simulated Esendex account.
The flows write the faxes into a folder and the SMS into a file, and mark each of them as received. Every 20 seconds
another flow sends a PDF as a fax, and writes down what became of it. At simulated Aculab Cloud accounts faxes come
and go page by page, one of them hangs and is stopped, and SMS go both ways.

  Editor  ${url}  on this machine only; from another one, through a tunnel:
          ssh -L ${new URL(url).port}:127.0.0.1:${new URL(url).port} ${userInfo().username}@${hostname()}
          or with a login of its own: uiHost and adminAuth in ${relative(root, join(userDir, 'settings.js'))}
  Faxes   ${faxes ?? deleted}
  SMS     ${texts ?? deleted}
  Sent    ${results ?? deleted}
  Aculab  ${journal ?? deleted}
  Out     ${out ?? deleted}
  As PDF  ${asPdf ?? deleted}

Try next:
  - In the editor, wire a debug node to "fax receive" and deploy: that is the message your flow gets.
  - Disable "mark received" and deploy: faxes are not done, stay unread at the provider, and are offered again.
  - In the flow "Send, watch, stop" press "send one that hangs", watch its pages, and press "stop".
  - Import > Examples > ${packageName}: the examples as users get them.
  - Delete the folder ${relative(root, userDir)} to start afresh.

Ctrl-C stops it.
`);
}

/** A signal that aborts when the user or the system ends the script, or when nobody reads its output any more. */
function stopSignal() {
  const controller = new AbortController();
  const stop = () => {
    if (!controller.signal.aborted) console.log('\nStopping Node-RED ...');
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);
  process.stdout.on('error', () => controller.abort());
  stopWithNpm(stop);
  return controller.signal;
}

/**
 * On SIGTERM, npm only ends its shell and does not tell this script, which notices by its changed parent process id.
 */
function stopWithNpm(stop) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== parent && stop(), 500).unref();
}

/** Writes the whole log into a file, and shows only errors and the warnings of nodes. */
function logLine() {
  const log = createWriteStream(logFile);
  return (line) => {
    log.write(`${line}\n`);
    if (/\[error\]|\[warn\] \[/.test(line)) console.log(line);
  };
}

/** Links the package into the user directory, so that Node-RED finds it and its examples as if it was installed. */
function linkPackage() {
  const link = join(userDir, 'node_modules', ...packageName.split('/'));
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(link); // the clone may have moved
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(root, link, 'junction');
}

function copyExamplesOnce() {
  if (existsSync(flowFile)) return;
  const examples = examplePlaces(userDir);
  const flow = examples.flatMap(([number, variables]) => withVariables(readExample(number), variables));
  writeFileSync(flowFile, JSON.stringify(flow, null, 2));
}
