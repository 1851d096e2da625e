import assert from 'node:assert/strict';
import { Harness } from './harness';
import type { Receiver } from './receiver';

const STEP_MS = 1_000;

describe('the special numbers of the simulated Esendex', () => {
  let harness: Harness;
  let receiver: Receiver;
  beforeEach(async () => {
    harness = await Harness.start({ stepMs: STEP_MS });
    receiver = await harness.receiver();
  });
  afterEach(() => harness.close());

  /** Every status a message went through, and the receipts that came. */
  const fare = async (tail: string): Promise<{ statuses: string[]; receipts: string[] }> => {
    const statuses: string[] = [];
    const end = harness.simulator.onChange((change) => {
      if (change.type === 'status') statuses.push(change.status);
    });
    receiver.received.length = 0;
    await harness.sendTo(`44770090${tail}`);
    await harness.clock.advance(6 * STEP_MS);
    while (harness.simulator.pusher.outstanding().length > 0) await new Promise(setImmediate);
    end();
    return { statuses, receipts: receiver.received.map(({ text }) => /^<(\w+)>/.exec(text)?.[1] ?? '') };
  };

  for (const [tail, statuses, receipts] of [
    ['0001', ['Sent', 'Delivered'], ['MessageDelivered']],
    ['0002', ['Sent', 'Failed'], ['MessageFailed']],
    ['0003', ['Sent', 'Failed'], ['MessageFailed']],
    ['0004', ['Rejected'], ['MessageFailed']],
    ['0005', ['Sent', 'Expired'], ['MessageFailed']],
    ['0007', ['Sent', 'Delivered'], []],
    ['0008', ['Sent', 'Delivered'], ['MessageDelivered', 'MessageDelivered']],
    ['0009', ['Sent', 'Delivered'], ['MessageDelivered', 'MessageFailed']],
    ['0010', ['Rejected'], ['MessageFailed']],
    ['0011', ['Sent'], []],
    ['0012', ['Sent', 'Quarantined'], []],
    ['0013', ['Cancelled'], []],
    ['0014', ['Sent', 'PartiallyDelivered'], []],
    ['0016', ['FailedAuthorisation'], []],
    ['0017', ['Sent', 'Delivered'], ['MessageDelivered']],
    ['0018', ['Sent', 'Failed'], ['MessageFailed']],
    ['0019', ['Acknowledged', 'Connecting', 'Sent', 'Delivered'], ['MessageDelivered']],
    ['4321', ['Sent', 'Delivered'], ['MessageDelivered']],
  ] as const) {
    it(`${tail}: ${statuses.join(', ')}; ${receipts.join(', ') || 'no receipt'}`, async () => {
      assert.deepEqual(await fare(tail), { statuses: ['Submitted', ...statuses], receipts: [...receipts] });
    });
  }

  it('0006: no credit, nothing is sent', async () => {
    const answer = await harness.sendJson({
      accountreference: 'EX0000001',
      messages: [{ to: '447700900006', body: 'Hello' }],
    });
    assert.equal(answer.status, 402);
    assert.deepEqual(harness.simulator.sent(), []);
  });

  it('0009: the receipt comes before the dispatcher has answered', async () => {
    let answered = false;
    receiver.respond = (response) => {
      assert.equal(answered, false);
      response.writeHead(200).end();
    };
    await harness.sendTo('447700900009').then(() => (answered = true));
    assert.equal(receiver.received.length, 1);
    assert.match(receiver.received[0]?.text ?? '', /^<MessageDelivered>/);
  });

  it('0009: the dispatcher answers all the same where nobody takes the receipt', async () => {
    receiver.respond = () => undefined;
    const sent = harness.sendTo('447700900009');
    await receiver.until(1);
    await harness.clock.advance(5_000);
    assert.notEqual(await sent, '');
    harness.simulator.setPushTarget(undefined);
    assert.notEqual(await harness.sendTo('447700900009'), '');
  });

  it('0015: fails once, then is delivered', async () => {
    assert.deepEqual((await fare('0015')).receipts, ['MessageFailed']);
    assert.deepEqual((await fare('0015')).receipts, ['MessageDelivered']);
  });

  for (const [tail, reason] of [
    ['0002', { code: '21', description: 'Number does not exist', permanentfailure: 'true' }],
    ['0003', { code: '27', description: 'Recipient could not be reached', permanentfailure: 'false' }],
    ['0005', { code: '40', description: 'Validity period has expired', permanentfailure: 'false' }],
    ['0010', { code: '31', description: 'Recipient has opted out', permanentfailure: 'true' }],
    ['0017', { code: '102', description: 'Delivered after a retry', permanentfailure: 'false' }],
    ['0018', undefined],
  ] as const) {
    it(`${tail}: the header tells ${reason?.description.toLowerCase() ?? 'no reason'}`, async () => {
      const id = await harness.sendTo(`44770090${tail}`);
      await harness.clock.advance(2 * STEP_MS);
      assert.deepEqual((await harness.header(id)).failurereason, reason);
    });
  }

  it('wait until the time to send at, as Scheduled', async () => {
    const answer = await harness.sendXml({
      accountreference: 'EX0000001',
      sendat: '2026-11-20T13:00:00Z',
      messages: [{ to: '447700900001', body: 'Later' }],
    });
    assert.equal(answer.status, 200);
    const [sms] = harness.simulator.sent();
    await harness.clock.advance(3_600_000 - 1);
    assert.equal(sms?.status, 'Scheduled');
    await harness.clock.advance(1);
    assert.equal(sms.status, 'Submitted');
    await harness.clock.advance(2 * STEP_MS);
    assert.equal(sms.status, 'Delivered');
  });
});
