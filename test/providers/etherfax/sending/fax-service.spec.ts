import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BadDocumentError, BadInputError, ItemGoneError } from '../../../../src/domain/errors';
import type { FaxOrder } from '../../../../src/domain/job';
import { systemClock } from '../../../../src/domain/clock';
import { joinTiffs } from '../../../../src/documents/tiff/join-tiff';
import { createEtherFaxProvider } from '../../../../src/providers/etherfax/etherfax-provider';
import { outboxForm } from '../../../../src/providers/etherfax/sending/outbox-form';
import { decodeSendReply } from '../../../../src/providers/etherfax/sending/send-reply-codec';
import type { OutgoingCall, Provider, FaxService, SendResult } from '../../../../src/providers/provider';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import type { Fault } from '../../../../src/simulator/etherfax/fault';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
import { faxOrder } from '../../../outbox/jobs';

const DOCUMENT = sampleFax();
const JOB_ID = 'fc00fc44-9f52-4319-82c3-a4c4ec490f0c';
const NEVER = new AbortController().signal;

const call = (more: Partial<FaxOrder> = {}, document = DOCUMENT): OutgoingCall<FaxOrder> => ({
  order: faxOrder({ to: '+15005559999', ...more }),
  jobId: 'a'.repeat(24),
  correlation: `${'a'.repeat(24)}-1`,
  callAt: 0,
  read: () => Promise.resolve(document),
});

describe('the form of a fax for etherFAX', () => {
  it('brings any document and text through unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.string(), (bytes, header, stationId) => {
        const document = Buffer.from(bytes);
        const form = new URLSearchParams(outboxForm({ ...call({ header, stationId }), document }));
        assert.deepEqual(Buffer.from(form.get('FaxImage') ?? '', 'base64'), document);
        assert.deepEqual([form.get('HeaderString') ?? '', form.get('LocalId') ?? ''], [header, stationId]);
      }),
    );
  });

  it('has the fields that etherFAX needs, and none that were left out', () => {
    const form = new URLSearchParams(
      outboxForm({ ...call({ from: '+15551234567', timezone: 'Europe/London' }), document: DOCUMENT }),
    );
    const { FaxImage: _, ...fields } = Object.fromEntries(form);
    assert.deepEqual(fields, {
      ...{ DialNumber: '+15005559999', Tag: `${'a'.repeat(24)}-1`, CallerId: '+15551234567', TZ: 'Europe/London' },
      ...{ TotalPages: '2', 'DocumentParams[Name]': 'fax.tif' },
    });
    assert((form.get('Tag')?.length ?? 99) <= 32);
  });

  it('always tells a number of pages: 1 where it is not known', () => {
    const sending = call();
    const { pages: _, ...order } = sending.order;
    const form = new URLSearchParams(outboxForm({ ...sending, order, document: DOCUMENT }));
    assert.equal(form.get('TotalPages'), '1');
  });
});

describe('the answer of etherFAX to a fax', () => {
  for (const [what, reply, expected] of [
    ['taken', { FaxResult: 2, JobId: JOB_ID }, { outcome: 'accepted', providerId: JOB_ID }],
    ['taken, by name', { FaxResult: 'InProgress', JobId: JOB_ID }, { outcome: 'accepted', providerId: JOB_ID }],
    ['no channel', { FaxResult: 12 }, { outcome: 'not-now', reason: 'busy' }],
    ['channel gone', { FaxResult: '13' }, { outcome: 'not-now', reason: 'busy' }],
    ['unauthorized', { FaxResult: 100 }, { outcome: 'held', reason: 'auth' }],
    ['in progress without an id', { FaxResult: 2 }, { outcome: 'unknown' }],
    ['success without an id', { FaxResult: 0 }, { outcome: 'unknown' }],
    ['nothing', {}, { outcome: 'unknown' }],
  ] as const) {
    it(`is ${expected.outcome}: ${what}`, () => assert.deepEqual(decodeSendReply(reply), expected));
  }

  it('is the end of a job that was done at once', () => {
    const done = decodeSendReply({ FaxResult: 0, JobId: JOB_ID, PagesDelivered: 1 });
    assert.equal(
      done.outcome === 'accepted' && done.status?.kind === 'fax.status' && done.status.payload.state,
      'succeeded',
    );
  });

  it('refuses with its own cause', () => {
    for (const [code, cause, retryable] of [
      [8, 'bad-number', false],
      [3, 'busy', true],
      [21, 'bad-document', false],
      [25, 'blocked', false],
    ] as const) {
      const refused = decodeSendReply({ FaxResult: code, JobId: '00000000-0000-0000-0000-000000000000' });
      assert(refused.outcome === 'refused');
      assert.deepEqual(
        [refused.verdict.cause, refused.verdict.retryable, refused.verdict.result?.code],
        [cause, retryable, code],
      );
    }
    const message = decodeSendReply({ Message: 'no' });
    assert(message.outcome === 'refused');
    // Anything in between may have said so: it is asked whether the service is there.
    assert.deepEqual([message.verdict.retryable, message.isBare], [false, true]);
  });

  it('is never "accepted" without an id, and never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('FaxResult', 'JobId', 'Message', 'State'), fc.jsonValue()), (reply) => {
        const result = decodeSendReply(reply);
        if (result.outcome === 'accepted') assert.equal(typeof reply['JobId'], 'string');
      }),
    );
  });
});

describe('sending a fax by etherFAX', () => {
  let simulator: EtherFaxSimulator;
  let provider: Provider;
  let sender: FaxService;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({ stepMs: 1, account: { ports: 1 } });
    const credentials = { apiKey: 'example-key' };
    const options = { baseUrl: simulator.baseUrl, account: '', credentials, country: '', clock: systemClock() };
    provider = createEtherFaxProvider(options);
    assert(provider.fax);
    sender = provider.fax;
  });
  afterEach(async () => {
    await provider.close();
    await simulator.close();
  });

  const send = (): Promise<SendResult> => sender.send(call(), NEVER);
  const requests = (): number => simulator.requests()['outbox.send'] ?? 0;

  it('sends the exact bytes, with our correlation value, once', async () => {
    const result = await send();
    assert(result.outcome === 'accepted');
    const [job] = simulator.jobs();
    assert.deepEqual(job?.document, DOCUMENT);
    assert.deepEqual([job?.tag, job?.jobId, simulator.jobs().length], [call().correlation, result.providerId, 1]);
    const status = await sender.status(result.providerId, NEVER);
    assert.deepEqual([status.providerId, status.correlation], [result.providerId, call().correlation]);
  });

  for (const [fault, expected] of [
    [{ status: 502 }, 'unknown'],
    [{ status: 400 }, 'refused'],
    [{ status: 404 }, 'refused'],
    [{ sendResult: 12 }, 'not-now'],
    [{ sendResult: 8 }, 'refused'],
  ] as [Fault, SendResult['outcome']][]) {
    it(`is ${expected} after ${JSON.stringify(fault)}, by one request`, async () => {
      simulator.faults.set({ action: 'outbox.send', ...fault });
      assert.equal((await send()).outcome, expected);
      assert(requests() <= 1);
      if (expected !== 'unknown') assert.equal(simulator.jobs().length, 0);
    });
  }

  it('joins the documents of a job that an earlier version has stored in parts', async () => {
    const [first, second] = [sampleFax({ pages: 2 }), sampleFax()];
    const [tiff] = faxOrder().documents;
    assert(tiff);
    const order = faxOrder({ documents: [tiff, { ...tiff, file: 'second.tif' }], pages: 3 });
    const read: OutgoingCall<FaxOrder>['read'] = ({ file }) => Promise.resolve(file === tiff.file ? first : second);
    assert.equal((await sender.send({ ...call(), order, read }, NEVER)).outcome, 'accepted');
    assert.deepEqual(simulator.jobs()[0]?.document, joinTiffs([first, second]));
  });

  it('is refused where the document is lost', async () => {
    const result = await sender.send({ ...call(), read: () => Promise.resolve(undefined) }, NEVER);
    assert.equal(result.outcome === 'refused' && result.verdict.cause, 'bad-document');
    assert.equal(requests(), 0);
  });

  it('has no status for an unknown id', async () => {
    await assert.rejects(sender.status(JOB_ID, NEVER), ItemGoneError);
    await assert.rejects(sender.status('../x', NEVER), ItemGoneError);
  });

  it('refuses what etherFAX could never send', () => {
    const pdf = { file: 'b.pdf', type: 'application/pdf', filename: 'b.pdf', size: 1, sha256: 'b' };
    const [tiff] = faxOrder().documents;
    assert(tiff);
    sender.check(faxOrder({ documents: [tiff, tiff] }));
    sender.check(faxOrder({ documents: [pdf] }));
    assert.throws(() => sender.check(faxOrder({ documents: [tiff, pdf] })), BadDocumentError);
    assert.throws(() => sender.check(faxOrder({ documents: [] })), BadDocumentError);
    assert.throws(() => sender.check(faxOrder({ documents: [{ ...pdf, type: 'text/plain' }] })), BadDocumentError);
    assert.throws(() => sender.check(faxOrder({ stationId: 'x'.repeat(22) })), BadInputError);
  });
});
