import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Webhook } from '../../../src/connection/webhook';
import { ItemGoneError } from '../../../src/domain/errors';
import type { WebhookAnswer } from '../../../src/domain/webhook';
import { AskedCall } from './asked-call';
import { body, info, NEVER, outCall, progress, result, TOKEN, type Json } from './page-bodies';
import { Rig } from './rig';

const NOTHING = { api_version: '2.0', actions: [] };
const SUFFIXES = ['/first', '/next', '/progress', '/fax-available', '/final', '/error'] as const;
/** What changes nothing; of the page that is always a notification not even that. */
function assertNothing(suffix: string, { status, body: answer }: WebhookAnswer): void {
  if (suffix === '/fax-available') assert.deepEqual([status, answer], [204, undefined]);
  else assert.deepEqual([status, JSON.parse(answer ?? '')], [200, NOTHING]);
}
const MAX_BODY_BYTES = 256 * 1024;

describe('bad input on the pages of calls', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await Rig.start();
  });
  afterEach(() => rig.close());

  const serve = (suffix: string, page: unknown) =>
    rig.provider.pages.serve({ method: 'POST', suffix, headers: {}, body: body(page) }, rig);

  /** Claims to be the good end of a fax. */
  const claim = (more: Json): Json =>
    info({ ...result({ cause: 'NORMAL', filename: '/forged.tif', pages_received: 9 }), ...progress(9), ...more });

  describe('that is forged', () => {
    it('leaves no trace where neither token nor instance is known', async () => {
      for (const token of [null, 'guessed', TOKEN]) {
        for (const suffix of SUFFIXES) {
          const answer = await serve(suffix, claim({ token, this_call: outCall() }));
          assertNothing(suffix, answer);
        }
      }
      assert.deepEqual([rig.told, await rig.calls.heads(), rig.quarantined], [[], [], []]);
    });

    it('changes neither call where one has the token of the other', async () => {
      const calls = [
        ...[await AskedCall.inbound(rig), await AskedCall.inbound(rig)],
        ...[await AskedCall.outbound(rig), await AskedCall.outbound(rig)],
      ];
      const told = rig.told.length;
      const rows = async () => Promise.all(calls.map(({ id }) => rig.calls.get(id)));
      const before = await rows();
      for (const { token } of calls) {
        for (const other of calls.filter((call) => call.token !== token)) {
          for (const suffix of SUFFIXES) {
            const { instanceId: application_instance_id } = other;
            for (const this_call of [other.callInfo({ call_cause: 'completed' }), undefined]) {
              const answer = await serve(suffix, claim({ application_instance_id, token, this_call }));
              assertNothing(suffix, answer);
            }
          }
        }
      }
      assert.deepEqual([rig.told.length, await rows()], [told, before]);
    });
  });

  it('that is empty is answered, and nothing of it is kept', async () => {
    for (const suffix of SUFFIXES) {
      for (const query of [undefined, '', 'a=b']) {
        const request = { method: 'GET', suffix, headers: {}, body: { raw: Buffer.alloc(0) } };
        assertNothing(
          suffix,
          await rig.provider.pages.serve({ ...request, ...(query !== undefined && { query }) }, rig),
        );
      }
    }
    assert.deepEqual([rig.quarantined, rig.told], [[], []]);
  });

  it('is kept, and answered as its page is', async () => {
    for (const suffix of SUFFIXES) assertNothing(suffix, await serve(suffix, 'not JSON'));
    const unnamed = { is_notification: true, this_call: undefined, application_instance_id: undefined };
    assert.deepEqual(await serve('/progress', info(unnamed)), { status: 204 });
    assert.equal(rig.quarantined.length, SUFFIXES.length + 1);
  });

  it('that claims to be a notification is not given the fax, and does not harm the real page', async () => {
    const call = await AskedCall.placed(rig);
    assert.deepEqual(await call.ask('/first', { is_notification: true }), { status: 204 });
    assert.deepEqual([rig.told, rig.transmitting.size], [[], 0]);
    assert((await call.ask('/first')).body?.includes('send_fax'));
  });

  describe('that names the file of another call', () => {
    const faxes = (): unknown[] =>
      rig.sink.taken.flatMap(({ event }) =>
        event.kind === 'fax.received' ? [[event.keyId, event.payload.id, event.payload.from]] : [],
      );
    const sides = { call_from: '15550100077', call_to: '15550100001' };

    for (const suffix of ['/next', '/fax-available', '/final']) {
      it(`is not believed at ${suffix}: before the other one's page, after it, or with another spelling`, async () => {
        const [theirs, mine] = [await AskedCall.inbound(rig), await AskedCall.inbound(rig)];
        const forged = (filename: string) =>
          mine.ask(suffix, {
            this_call: mine.callInfo({ ...sides, call_cause: 'completed' }),
            // Another id, so that it is no repetition.
            ...result({ cause: 'NORMAL', pages_received: 1, filename, id: filename }),
          });
        await forged(theirs.stored);
        assert.deepEqual(faxes(), []);
        await theirs.next({ cause: 'NORMAL', pages_received: 1, filename: theirs.stored });
        await forged(theirs.stored.slice(1));
        await forged('/own/name.tif');
        assert.deepEqual(faxes(), [
          [theirs.stored, theirs.id, '+15550100099'],
          ['/own/name.tif', mine.id, '+15550100099'],
        ]);
        await theirs.ask('/fax-available', result({ filename: '/own/name.tif' }));
        assert.equal(faxes().length, 2);
        assert.equal((await rig.calls.get(mine.id))?.file, '/own/name.tif');
        assert.equal((await rig.calls.faxOf(theirs.stored))?.callId, theirs.id);
      });
    }
  });

  describe('that is not foreseen', () => {
    it('keeps unknown fields as they came', async () => {
      const call = await AskedCall.inbound(rig);
      const odd = { new_field: [1, { deep: null }], result: { cause: 'NOTFAX', new_count: -1, ünïcode: '☎' } };
      await call.ask('/next', { later: 'version', action_result: { action: 'receive_fax', ...odd } });
      assert.equal(call.told.at(-1), 'failed not-fax');
      const raw = rig.sink.taken.at(-1)?.event.raw;
      assert.deepEqual(raw?.['action_result'], { action: 'receive_fax', ...odd });
      assert.equal(raw['later'], 'version');
    });

    for (const verdict of [
      { result: 'SUCCESSFUL' },
      { result: 'SUCCESS', cause: 'NOTQUITE' },
      { cause: 'completed?' },
      { cause: 'NORMALISH' },
      { result: 'ok', status: 'NORMAL', code: 0 },
      { cause: 'NORMAL', result: 'PARTIAL' },
    ]) {
      it(`does not read ${JSON.stringify(verdict)} as a success`, async () => {
        for (const direction of ['in', 'out'] as const) {
          const call = await AskedCall.begin(rig, direction);
          await call.progress(2);
          await call.next({ ...verdict, [call.counter]: 2, ...(direction === 'in' && { filename: call.stored }) });
          await call.final('completed');
          await call.settle();
          const { state, cause, final, retryable } = call.last;
          assert.deepEqual([state, cause, final, retryable], ['unknown', 'unknown', true, false]);
          assert(!('success' in call.last));
          const kept = rig.sink.taken.map(({ event }) => JSON.stringify(event.raw['action_result'] ?? ''));
          assert(kept.some((text) => text.includes(JSON.stringify(verdict).slice(1, -1))));
        }
      });
    }

    it('never rejects, and reads no other word as a success', async () => {
      const word = fc.oneof(fc.string(), fc.constantFrom('successful', 'complete', 'ok', 'true', '0', 'NORM'));
      const names = ['cause', 'result', 'fax_cause', 'pages_received', 'negotiated_settings', 'raw_cause', 'id'];
      const name = fc.constantFrom(...names, 'failed_option', 'filename', 'call_cause', 'interrupted');
      const fields = fc.dictionary(name, fc.oneof(word, fc.jsonValue()));
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...SUFFIXES.slice(1)), fields, async (suffix, values) => {
          fc.pre(!/normal|success|completed/i.test(JSON.stringify(values).replace(/[\s_-]/g, '')));
          const call = await AskedCall.inbound(rig);
          const action = { action: 'receive_fax', result: values, progress: values };
          const page = { action_result: action, action_progress: action, error_result: values };
          const { status } = await call.ask(suffix, { ...page, this_call: call.callInfo(values) });
          assert.equal(status, suffix === '/fax-available' ? 204 : 200);
          assert(call.statuses.every(({ success }) => success !== true));
        }),
      );
    });
  });

  it('tells one end and one fax where every page of a call comes twice and at once', async () => {
    const call = await AskedCall.inbound(rig);
    const asked = [0, 1].flatMap(() => [
      ...[call.progress(0), call.progress(1), call.final('completed')],
      ...[call.next({ cause: 'NORMAL', pages_received: 2, filename: call.stored })],
      call.ask('/fax-available', { is_notification: true, ...result({ filename: call.stored }) }),
    ]);
    await Promise.all(asked);
    const keys = rig.sink.taken.filter(({ event }) => !event.progress || event.progress.final);
    assert.deepEqual([...new Set(keys.map(({ event }) => `${event.kind} ${event.keyId}`))].sort(), [
      `fax.received ${call.stored}`,
      `fax.status ${call.id}:succeeded`,
    ]);
  });

  describe('that is too large', () => {
    const page = (bytes: number): string => JSON.stringify(info({ padding: 'x'.repeat(bytes) }));

    const silent = (text: string): never => assert.fail(text);

    /** As a connection takes what its path is asked. */
    const intake = () =>
      new Webhook({
        codec: rig.provider.webhook ?? assert.fail(),
        pages: rig.provider.pages,
        login: undefined,
        router: {
          accept: () => assert.fail('nothing is accepted'),
          quarantine: () => assert.fail('nothing gets that far'),
          mayTransmit: () => assert.fail('no call is asked about'),
        },
        clock: rig.clock,
        log: { info: silent, warn: silent, error: silent },
      });

    for (const [name, bytes] of [
      ['10 MB', 10 * 1024 * 1024],
      ['a byte more than the cap', MAX_BODY_BYTES + 1 - page(0).length],
    ] as const) {
      it(`is refused on every page, at ${name}`, async () => {
        const text = Buffer.from(page(bytes)).toString('base64');
        for (const suffix of [...SUFFIXES, '/messages', '/sms-status']) {
          const response = await intake().answerFrame({ method: 'POST', path: `/x${suffix}`, headers: {}, body: text });
          assert.equal(response?.status, 413);
        }
        assert.deepEqual(await rig.calls.heads(), []);
      });
    }

    it('is worked on up to the cap', async () => {
      const { body: answer } = await serve('/first', page(MAX_BODY_BYTES - page(0).length));
      assert(answer?.includes('receive_fax'));
      assert.deepEqual(rig.told, ['accepted none']);
    });
  });

  describe('that names a file', () => {
    it('which never appears: the fax is gone after a minute, what was told of the call stands', async () => {
      const call = await AskedCall.inbound(rig);
      await call.next({ cause: 'NORMAL', pages_received: 1, filename: call.stored });
      assert.deepEqual(rig.told.slice(1), ['succeeded normal', 'fax.received']);
      rig.clock.shiftMs = 61_000;
      await assert.rejects(rig.provider.fetchDocument(call.stored, rig.sink.writeDocument, NEVER), ItemGoneError);
      await rig.reconcile();
      assert.deepEqual([rig.told.length, rig.sink.documents.size], [3, 0]);
      for (const hours of [25, 26]) {
        rig.clock.shiftMs = hours * 3_600_000;
        await rig.reconcile();
      }
      assert.deepEqual(await rig.calls.heads(), []);
    });

    it('outside of the store, or of no fax: there is no such file', async () => {
      for (const filename of ['/../x.tif', '/a//b.tif', '/etc/passwd', 'x.wav', 'https://evil.example/x.tif', {}]) {
        const call = await AskedCall.inbound(rig);
        await call.next({ cause: 'NORMAL', pages_received: 1, filename });
        assert.equal(rig.told.at(-1), 'succeeded normal');
      }
    });
  });

  describe('of options that contradict each other', () => {
    it('is never tried again, whichever page tells it', async () => {
      const next = await AskedCall.outbound(rig);
      await next.next({ cause: 'INCONSISTENT_OPTIONS', failed_option: ['v17', 'MinDataRate'] });
      assert.equal(next.last.message, 'fax option v17,MinDataRate refused: change it on the service');

      const error = await AskedCall.outbound(rig);
      await error.ask('/error', { error_result: { result: 'INCONSISTENT_OPTIONS' } });
      await error.final('failed', '');
      await error.settle();
      assert.deepEqual(error.last.result, { name: 'INCONSISTENT_OPTIONS' });
      for (const { last } of [next, error]) assert.deepEqual([last.final, last.retryable], [true, false]);
    });

    it('shows nothing that can be no option', async () => {
      for (const failed_option of [{ a: { b: 1 } }, [['x']], '447700900001 <script>', 'v'.repeat(81), null, [], {}]) {
        const call = await AskedCall.outbound(rig);
        await call.next({ cause: 'UNKNOWN_OPTION', failed_option });
        const { message = '' } = call.last;
        assert.match(message, /^fax option (a )?refused: change it on the service$/);
      }
    });
  });
});
