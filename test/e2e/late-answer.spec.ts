import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { RestartingNodeRed } from './support/restarting-node-red';
import { sendingFlow, SENDING_CREDENTIALS, type SendingRecord } from './support/sending-flow';
import { submitJob } from './support/submit-job';
import { makeUserDir, type UserDir } from './support/user-dir';

const LATE_MS = 3_000;

describe('an answer that is on its way while Node-RED is stopped', () => {
  let etherfax: EtherFaxSimulator;
  let esendex: EsendexSimulator;
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let folder: string;

  before(async () => {
    [etherfax, esendex] = await Promise.all([startEtherFaxSimulator({ stepMs: 50 }), startEsendexSimulator()]);
    userDir = await makeUserDir((path) => `pushline: { documentRoots: [${JSON.stringify(join(path, 'out'))}] }`);
    folder = join(userDir.path, 'out');
    await mkdir(folder);
    const document = join(folder, 'letter.tif');
    await writeFile(document, sampleFax());
    const to = {
      etherfax: { baseUrl: etherfax.baseUrl, pushUrl: '' },
      esendex: { baseUrl: esendex.baseUrl, path: '/sms' },
    };
    await userDir.writeFlows(sendingFlow({ folder, document, ...to }), SENDING_CREDENTIALS);
    nodeRed = new RestartingNodeRed(userDir.path, await freePort());
    await nodeRed.start();
  });
  after(async () => {
    await nodeRed.end('SIGTERM');
    await Promise.all([etherfax.close(), esendex.close()]);
    await userDir.remove();
  });

  /** As soon as the connection runs. */
  async function unknownJobs(): Promise<unknown[]> {
    let jobs: unknown[] = [];
    await eventually('the connection runs', async () => {
      jobs = await nodeRed.admin.jobs('line-fax', 'unknown');
      return true;
    });
    return jobs;
  }

  it('is waited for: the fax is known to be taken, and is never unknown', async () => {
    etherfax.faults.set({ action: 'outbox.send', lateMs: LATE_MS, times: 1 });
    await submitJob(nodeRed.port, { kind: 'fax', n: 1, to: '+15005550001' });
    await eventually('etherFAX has the fax', () => Promise.resolve(etherfax.jobs().length === 1));
    await nodeRed.end('SIGTERM');
    await nodeRed.start();
    assert.deepEqual(await unknownJobs(), []);
    await eventually('its end is told', async () => {
      const told = await readJsonLines<SendingRecord>(join(folder, 'records.jsonl'));
      return told.some(({ output, state }) => output === 'finished' && state === 'succeeded');
    });
    assert.equal(etherfax.jobs().length, 1);
  });
});
