import assert from 'node:assert/strict';
import { BadDocumentError, BadInputError, ItemGoneError, ProviderRefusedError } from '../../../src/domain/errors';
import { faxOrder } from '../../outbox/jobs';
import { eventually } from '../../support/eventually';
import { AskedCall } from './asked-call';
import { documentedTable } from './documented-table';
import { NEVER, outCall } from './page-bodies';
import { Rig, TIFF } from './rig';

const HEADINGS = ['States and methods', 'Details of a fax', 'Files and options'];
/** What REST cannot serve has no test. */
const NOT_SERVED = /^REST gives none/;

const titles: string[] = [];
/** One row of the documented tables. */
function member(title: string, test: () => Promise<void>): void {
  titles.push(title);
  it(title, test);
}

describe('the vendor’s fax classes, member by member', () => {
  /** Its calls go as the simulated service lets them. */
  let live: Rig;
  /** Its calls go as a test asks their pages. */
  let rig: Rig;

  beforeEach(async () => {
    [live, rig] = await Promise.all([Rig.start(), Rig.start()]);
  });
  afterEach(() => Promise.all([live.close(), rig.close()]));

  const over = () => eventually('the calls are over', () => live.isOver);

  /** A fax comes in whole, its file is there. */
  async function received() {
    live.simulator.inject({ document: TIFF });
    await over();
    const fax = await eventually('a fax', () => live.sink.taken.find(({ event }) => event.kind === 'fax.received'));
    assert(fax.event.kind === 'fax.received');
    return fax.event.payload;
  }

  const documentOf = async (name: string): Promise<Buffer | undefined> => {
    const { document } = await live.provider.fetchDocument(name, live.sink.writeDocument, NEVER);
    return document && live.sink.documents.get(document.file);
  };

  describe('states', () => {
    member('RECEIVING is accepted, negotiating, transferring', async () => {
      const call = await AskedCall.inbound(rig);
      for (const pages of [0, 1, 2]) await call.progress(pages);
      assert.deepEqual(call.told, [...['accepted none', 'negotiating none', 'transferring none', 'transferring none']]);
      assert(call.statuses.every(({ final, success }) => !final && success === undefined));
    });

    member('SENDING is dialing, negotiating, transferring', async () => {
      const call = await AskedCall.outbound(rig);
      for (const pages of [0, 1, 2]) await call.progress(pages);
      assert.deepEqual(call.told, ['dialing none', 'negotiating none', 'transferring none', 'transferring none']);
      assert(call.statuses.every(({ final, success }) => !final && success === undefined));
    });

    member('IDLE is a final status, after which there is none', async () => {
      for (const direction of ['in', 'out'] as const) {
        const call = await AskedCall.begin(rig, direction);
        await call.next({ cause: 'NORMAL', [call.counter]: 1 });
        const told = call.statuses.length;
        await call.progress(2);
        await call.final('completed');
        await call.settle();
        assert.deepEqual([call.last.final, call.last.success, call.statuses.length], [true, true, told]);
      }
    });

    member('ERROR is failed, with what the platform said', async () => {
      const call = await AskedCall.inbound(rig);
      await call.ask('/error', { error_result: { result: 'no channel' } });
      await call.final('failed', '');
      await call.settle();
      const { state, cause, result } = call.last;
      assert.deepEqual([state, cause, result], ['failed', 'provider-error', { name: 'no channel' }]);
    });
  });

  describe('methods', () => {
    member('receive() is a fax with its document, after a status for each step', async () => {
      const { id, providerId, pages } = await received();
      assert.deepEqual(live.told.slice(0, 5), [
        ...['accepted none', 'negotiating none', 'transferring none', 'transferring none', 'succeeded normal'],
      ]);
      assert.deepEqual([pages, await documentOf(providerId)], [2, TIFF]);
      const statuses = live.sink.taken.filter(({ event }) => event.kind === 'fax.status');
      assert(statuses.every(({ event }) => event.payload && 'id' in event.payload && event.payload.id === id));
    });

    member('send() is accepted, and ends in one final status', async () => {
      const outgoing = live.outgoing();
      assert.deepEqual(await live.send(outgoing), { outcome: 'accepted', providerId: outgoing.correlation });
      await over();
      assert.deepEqual(live.told, [
        ...['dialing none', 'negotiating none', 'transferring none', 'transferring none', 'succeeded normal'],
      ]);
      assert.deepEqual(live.simulator.calls()[0]?.document, TIFF);
    });

    member('start() that is true is accepted', async () => {
      const call = await AskedCall.inbound(rig);
      assert.deepEqual(call.told, ['accepted none']);
    });

    member('start() that is false is a refusal, before anybody is rung', async () => {
      live.simulator.faults.set({ action: 'service_start', code: '0002' });
      const result = await live.send(live.outgoing());
      assert(result.outcome === 'refused');
      assert.equal(result.verdict.retryable, false);
      assert.deepEqual([live.simulator.calls(), live.told], [[], []]);
    });

    member('stop() ends the call as cancelled, and says so where there is nothing to stop', async () => {
      const outgoing = live.outgoing({ to: '+447700900015' });
      await live.send(outgoing);
      await eventually('it transfers', () => live.told.includes('transferring none'));
      await live.provider.fax?.cancel?.(outgoing.correlation, NEVER);
      await over();
      assert.equal(live.told.at(-1), 'cancelled cancelled');
      const again = live.provider.fax?.cancel?.(outgoing.correlation, NEVER);
      await assert.rejects(again ?? Promise.resolve(), ProviderRefusedError);
    });

    member('stop() of a fax that comes in ends its call as cancelled', async () => {
      live.simulator.inject({ cause: 'never', document: TIFF });
      await eventually('it transfers', () => live.told.includes('transferring none'));
      const [call] = live.simulator.calls();
      await live.provider.stopReceiving?.(call?.id ?? '', NEVER);
      await over();
      assert.equal(live.told.at(-1), 'cancelled cancelled');
    });

    member('stop() by somebody else is cancelled, too', async () => {
      for (const direction of ['in', 'out'] as const) {
        const call = await AskedCall.begin(rig, direction);
        await call.final('completed', '200', { action_result: { action: call.action, interrupted: true } });
        assert.deepEqual(
          [call.last.state, call.last.retryable, call.last.result],
          ['cancelled', false, { name: 'interrupted' }],
        );
      }
    });

    member('wait_for_negotiated_settings() is negotiating, with what was agreed', async () => {
      const call = await AskedCall.outbound(rig);
      await call.progress(0, { data_rate: 14_400, modem: 'V.17' });
      const { state, negotiated, speed } = call.last;
      assert.deepEqual([state, negotiated, speed], ['negotiating', { data_rate: 14_400, modem: 'V.17' }, 14_400]);
    });

    member('wait_for_negotiated_settings() that agrees on nothing leaves negotiated out', async () => {
      const call = await AskedCall.outbound(rig);
      await call.progress(0, {});
      await call.next({ cause: 'STANDARDMISMATCH', pages_sent: 0, negotiated_settings: {} });
      assert.deepEqual(call.told.slice(1), ['negotiating none', 'failed negotiation']);
      assert(call.statuses.every((status) => !('negotiated' in status) && !('speed' in status)));
    });

    member('wait_for_next_page() is transferring, with the pages so far', async () => {
      for (const direction of ['in', 'out'] as const) {
        const call = await AskedCall.begin(rig, direction);
        for (const pages of [0, 1, 1, 3, 2]) await call.progress(pages);
        const counted = call.statuses.flatMap(({ state, pages }) => (state === 'transferring' ? [pages] : []));
        assert.deepEqual(counted, [1, 3]);
      }
    });

    member('wait_until_finished() is the final status, told once', async () => {
      const call = await AskedCall.outbound(rig);
      await call.progress(1);
      assert(call.statuses.every(({ final }) => !final));
      await call.next({ cause: 'NORMAL', pages_sent: 1 });
      await call.final('completed');
      assert.deepEqual(
        call.statuses.filter(({ final }) => final).map(({ state, cause }) => [state, cause]),
        [['succeeded', 'normal']],
      );
    });

    member('wait_until_finished() that runs out ends nothing', async () => {
      const call = await AskedCall.outbound(rig);
      rig.clock.shiftMs = 60 * 60_000;
      const { payload } = (await rig.provider.fax?.status(call.id, NEVER)) ?? assert.fail();
      assert('final' in payload && !payload.final && payload.state === 'dialing');
    });

    member('state() and cause() can be asked at any time', async () => {
      const call = await AskedCall.outbound(rig);
      const asked = async (): Promise<unknown> => (await rig.provider.fax?.status(call.id, NEVER))?.payload;
      assert.deepEqual(await asked(), call.last);
      await call.next({ cause: 'PAGEQUALITY', pages_sent: 1 });
      assert.deepEqual(await asked(), call.last);
      assert.deepEqual(
        [call.last.state, call.last.cause, call.last.result],
        [...['failed', 'page-quality', { name: 'PAGEQUALITY' }]],
      );
    });

    member('a Hangup exception is failed, hangup', async () => {
      for (const direction of ['in', 'out'] as const) {
        const call = await AskedCall.begin(rig, direction);
        await call.final('hung_up', '200');
        await call.settle();
        assert.deepEqual([call.last.state, call.last.cause], ['failed', 'hangup']);
      }
    });
  });

  describe('details', () => {
    member('ID is the id of every status of the call, and of its fax', async () => {
      const call = await AskedCall.inbound(rig);
      await call.progress(1);
      await call.next({ cause: 'NORMAL', pages_received: 1, filename: call.stored });
      const ids = rig.sink.taken.flatMap(({ event: { payload } }) => ('id' in payload ? [payload.id] : []));
      assert.deepEqual(
        ids,
        Array.from({ length: 4 }, () => call.instanceId),
      );
    });

    member('line is from and to', async () => {
      const parties = async (direction: 'in' | 'out') => {
        const { from, to } = (await AskedCall.begin(rig, direction)).last;
        return [direction, from, to];
      };
      assert.deepEqual(await parties('in'), ['in', '+15550100099', '+15550100001']);
      assert.deepEqual(await parties('out'), ['out', '+15550100001', '+447700900001']);
    });

    member('failed_option is named, alone or as a pair, and never tried again', async () => {
      for (const [failed_option, named] of [
        ['MinDataRate', 'MinDataRate'],
        ['v17,MinDataRate', 'v17,MinDataRate'],
        [['v17', 'MinDataRate'], 'v17,MinDataRate'],
        [{ v17: 'NO', MinDataRate: 14_400 }, 'v17:NO,MinDataRate:14400'],
      ] as const) {
        const call = await AskedCall.outbound(rig);
        await call.next({ cause: 'INCONSISTENT_OPTIONS', failed_option });
        assert.deepEqual([call.last.cause, call.last.retryable], ['bad-options', false]);
        assert.equal(call.last.message, `fax option ${named} refused: change it on the service`);
      }
    });

    member('pages is pages, also of a fax that failed', async () => {
      const call = await AskedCall.outbound(rig);
      await call.progress(2);
      await call.next({ cause: 'HANGUP', pages_sent: 2 });
      assert.deepEqual([call.last.state, call.last.pages], ['failed', 2]);
    });

    member('last_page is in raw, and proves nothing', async () => {
      const call = await AskedCall.inbound(rig);
      await call.next({ last_page: true, pages_received: 2 });
      await call.final('completed');
      await call.settle();
      assert.deepEqual([call.last.state, call.last.success], ['unknown', undefined]);
    });

    member('negotiated is negotiated, with all that came', async () => {
      const settings = {
        data_rate: 9_600,
        modem: 'V.29',
        ecm: false,
        compression: 'MH',
        remote_subscriber_id: '+1 555',
      };
      const call = await AskedCall.inbound(rig);
      await call.progress(0, settings);
      await call.next({ cause: 'NORMAL', pages_received: 1, filename: call.stored });
      assert.deepEqual(call.last.negotiated, settings);
      const fax = rig.sink.taken.at(-1)?.event;
      assert(fax?.kind === 'fax.received');
      assert.deepEqual([fax.payload.remoteId, fax.payload.speed], ['+1 555', 9_600]);
    });

    member('raw_cause is the code of the result', async () => {
      const call = await AskedCall.outbound(rig);
      await call.next({ cause: 'NOTFAX', raw_cause: 17 });
      assert.deepEqual(call.last.result, { name: 'NOTFAX', code: 17 });
    });
  });

  describe('files', () => {
    member('FaxToReceive is a file that Aculab names', async () => {
      const { providerId } = await received();
      assert.deepEqual(live.simulator.media.stored(), [providerId]);
    });

    member('FaxToSend is the document of the job, uploaded under a fresh name', async () => {
      const call = await AskedCall.placed(rig);
      const { body: answer = '{}' } = await call.ask('/first', { this_call: outCall() });
      const { actions } = JSON.parse(answer) as { actions: { send_fax?: { fax_to_send?: string } }[] };
      assert.deepEqual(rig.simulator.media.stored(), [actions[0]?.send_fax?.fax_to_send]);
    });

    member('exists() is the list of files: one that is gone is not a fax', async () => {
      const { providerId } = await received();
      live.simulator.media.remove(providerId);
      await eventually('it is gone', () => !live.simulator.media.findVisible(providerId));
      const told = live.told.length;
      await live.reconcile();
      assert.equal(live.told.length, told);
      live.clock.shiftMs = 61_000;
      await assert.rejects(documentOf(providerId), ItemGoneError);
    });

    member('delete_file() is mark received with delete', async () => {
      const { providerId } = await received();
      const item = { kind: 'fax.received', providerId } as const;
      await live.provider.acknowledge({ ...item, action: 'keep' }, NEVER);
      assert.deepEqual(live.simulator.media.deleted(), []);
      await live.provider.acknowledge({ ...item, action: 'delete' }, NEVER);
      assert.deepEqual(live.simulator.media.deleted(), [providerId]);
    });

    member('validate() is the check of an order', () => {
      const order = faxOrder({ to: '+447700900001', from: '+15550100001' });
      rig.provider.fax?.check(order);
      const documents = order.documents.map((document) => ({ ...document, type: 'image/png' }));
      assert.throws(() => rig.provider.fax?.check({ ...order, documents }), BadDocumentError);
      return Promise.resolve();
    });
  });

  describe('options', () => {
    member('SubscriberId of one job is refused', () => {
      const order = faxOrder({ to: '+447700900001', from: '+15550100001' });
      assert.throws(() => rig.provider.fax?.check({ ...order, stationId: '+15550100001' }), BadInputError);
      return Promise.resolve();
    });
  });

  it('are documented as they are tested', () => {
    const documented = HEADINGS.flatMap((heading) => documentedTable(heading).map((cells) => cells.at(-1) ?? ''));
    assert.deepEqual(
      documented.filter((cell) => !NOT_SERVED.test(cell)),
      titles,
    );
    assert(documented.some((cell) => NOT_SERVED.test(cell)));
  });
});
