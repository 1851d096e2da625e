import assert from 'node:assert/strict';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { dragged } from '../support/dragged';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { RestartingNodeRed } from './support/restarting-node-red';
import { SMS_FLOW_CREDENTIALS } from './support/sms-flow';
import { makeUserDir, type UserDir } from './support/user-dir';

describe('an SMS that is answered, in a Node-RED that is killed before the SMS is closed', () => {
  let esendex: EsendexSimulator;
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let port: number;

  before(async () => {
    port = await freePort();
    esendex = await startEsendexSimulator();
    userDir = await makeUserDir('pushline: { timeScale: 10 }');
    nodeRed = new RestartingNodeRed(userDir.path, port);
  });
  after(async () => {
    await nodeRed.end('SIGTERM');
    await esendex.close();
    await userDir.remove();
  });

  /** `mark received` behind "accepted", with `seconds` in between. */
  async function writeFlow(seconds: number): Promise<void> {
    const place = { z: 'tab', x: 100, y: 100 };
    const rules = [
      { t: 'set', p: 'to', pt: 'msg', to: 'payload.from', tot: 'msg' },
      { t: 'set', p: 'payload', pt: 'msg', to: 'Thank you', tot: 'str' },
    ];
    const delay = { pauseType: 'delay', timeout: String(seconds), timeoutUnits: 'seconds' };
    const rate = {
      rate: '1',
      nbRateUnits: '1',
      rateUnits: 'second',
      randomFirst: '1',
      randomLast: '5',
      randomUnits: 'seconds',
    };
    await userDir.writeFlows(
      [
        { id: 'tab', type: 'tab', label: 'answers' },
        {
          ...{ id: 'connection', type: 'fax-sms-connection', name: 'Esendex', provider: 'esendex', simulator: false },
          ...{ account: 'EX0000001', baseUrl: esendex.baseUrl, webhookPath: '/sms', pollSeconds: '10', country: '44' },
        },
        { ...place, ...dragged('sms-push-in', 'in', [['answer'], [], [], []], { connection: 'connection' }) },
        { ...place, id: 'answer', type: 'change', rules, wires: [['send']] },
        { ...place, ...dragged('sms-send', 'send', [['wait'], []], { connection: 'connection' }) },
        { ...place, id: 'wait', type: 'delay', ...delay, ...rate, drop: false, outputs: 1, wires: [['mark']] },
        { ...place, ...dragged('mark-received', 'mark', [[]]) },
      ],
      SMS_FLOW_CREDENTIALS,
    );
  }

  const counts = async () => (await nodeRed.admin.connection('connection')).counts;

  it('is closed after the restart, and answered once', async () => {
    await writeFlow(600);
    await nodeRed.start();
    esendex.inject({ text: 'Hello' });
    await eventually('the answer is at the provider', () => Promise.resolve(esendex.sent().length === 1));
    await eventually('and its message waits behind "accepted"', async () => (await counts()).offered === 1);
    await nodeRed.end('SIGKILL');
    await writeFlow(0);
    await nodeRed.start();
    await eventually('it is closed, and nothing is to be sent any more', async () => {
      const { offered, redeliver, dead, queued, sending } = await counts();
      return offered + redeliver + dead + queued + sending === 0;
    });
    assert.equal(esendex.sent().length, 1);
  });
});
