import assert from 'node:assert/strict';
import type { FaxStatus } from '../../../src/domain/fax';
import { AskedCall } from './asked-call';
import { documentedTable } from './documented-table';
import type { Json } from './page-bodies';
import { Rig } from './rig';

interface Row {
  word: string;
  /** The same in both directions unless one is named. */
  only?: 'in' | 'out';
  state: FaxStatus['state'];
  cause: FaxStatus['cause'];
  retryable: boolean;
  /** Beside the word. */
  fields?: Json;
  message?: string;
  code?: number;
}

const REFUSED = 'fax option v17,MinDataRate refused: change it on the service';

/** Every cause of the vendor's fax receiver and sender but NONE, which is no end, and what REST may say for NORMAL. */
const CAUSES: Row[] = [
  { word: 'NORMAL', state: 'succeeded', cause: 'normal', retryable: false },
  { word: 'SUCCESS', state: 'succeeded', cause: 'normal', retryable: false },
  { word: 'COMPLETED', state: 'succeeded', cause: 'normal', retryable: false },
  ...['UNKNOWN_OPTION', 'UNKNOWN_VALUE', 'INCONSISTENT_OPTIONS'].map((word): Row => {
    const fields = { failed_option: 'v17,MinDataRate' };
    return { word, state: 'failed', cause: 'bad-options', retryable: false, fields, message: REFUSED };
  }),
  {
    ...{ word: 'NOTFAX', state: 'failed', cause: 'not-fax', retryable: false },
    ...{ fields: { raw_cause: 17 }, code: 17, message: 'no fax machine answered: check the number' },
  },
  {
    ...{ word: 'COMMSFAULT', state: 'failed', cause: 'comms-fault', retryable: true },
    message: 'the transmission failed: check the line',
  },
  {
    ...{ word: 'PAGEQUALITY', state: 'failed', cause: 'page-quality', retryable: true },
    message: 'the pages came across badly: try again in ten minutes',
  },
  {
    ...{ word: 'ERROR', state: 'failed', cause: 'provider-error', retryable: true },
    ...{ fields: { raw_cause: 5 }, code: 5 },
  },
  { word: 'ABORTED', state: 'cancelled', cause: 'cancelled', retryable: false },
  { word: 'HANGUP', state: 'failed', cause: 'hangup', retryable: true },
  { word: 'TIMEOUT', state: 'failed', cause: 'timeout', retryable: true },
  { word: 'STANDARDMISMATCH', state: 'failed', cause: 'negotiation', retryable: true },
];

/** Of a call that never came to a fax. */
const CALL_CAUSES: Row[] = [
  { word: 'completed', only: 'in', state: 'unknown', cause: 'unknown', retryable: false },
  { word: 'completed', only: 'out', state: 'failed', cause: 'provider-error', retryable: true },
  { word: 'hung_up', state: 'failed', cause: 'hangup', retryable: true },
  { word: 'no_answer', state: 'failed', cause: 'no-answer', retryable: true },
  { word: 'busy', state: 'failed', cause: 'busy', retryable: true },
  { word: 'unobtainable', state: 'failed', cause: 'bad-number', retryable: false },
  { word: 'dropped', state: 'failed', cause: 'hangup', retryable: true },
  { word: 'failed', state: 'failed', cause: 'provider-error', retryable: true },
];

const CAUSES_HEADING = 'Causes of a fax';
const CALLS_HEADING = 'Causes of a call';
const NOT_ENDED = 'NONE is not an end';
const nameOf = ({ word, only }: Row): string => (only === undefined ? word : `${word} (${only})`);
const titleOf = (row: Row): string => `${nameOf(row)} is ${row.state}, ${row.cause}`;
const documented = (row: Row): string[] => [
  ...[nameOf(row), row.state, row.cause, row.retryable ? 'yes' : 'no'],
  row.message?.replace('v17,MinDataRate', '…') ?? '–',
  titleOf(row),
];

describe('the causes of the vendor’s fax classes', () => {
  let rig: Rig;

  before(async () => {
    rig = await Rig.start();
  });
  after(() => rig.close());

  for (const direction of ['in', 'out'] as const) {
    const parties =
      direction === 'in' ? { from: '+15550100099', to: '+15550100001' } : { from: '+15550100001', to: '+447700900001' };

    /** What the end of a call must tell, whole. */
    const ended = (call: AskedCall, { word, state, cause, retryable, message, code }: Row): FaxStatus => ({
      ...{ id: call.id, providerId: call.id, direction, state, final: true, cause, retryable, attempt: 1, seconds: 12 },
      ...(state !== 'unknown' && { success: state === 'succeeded' }),
      ...parties,
      ...(message !== undefined && { message }),
      result: { name: word, ...(code !== undefined && { code }) },
    });

    describe(`of a fax that ${direction === 'in' ? 'comes in' : 'goes out'}`, () => {
      for (const row of CAUSES) {
        it(titleOf(row), async () => {
          const call = await AskedCall.begin(rig, direction);
          await call.progress(0);
          await call.next({ result: row.word, [call.counter]: 1, ...row.fields });
          await call.final('completed');
          await call.settle();
          const transfer = { pages: 1, speed: 9_600, negotiated: { data_rate: 9_600 } };
          assert.deepEqual(call.last, { ...ended(call, row), ...transfer });
          assert.equal(call.statuses.filter(({ final }) => final).length, 1);
        });
      }

      it(NOT_ENDED, async () => {
        const call = await AskedCall.begin(rig, direction);
        await call.progress(1);
        await call.next({ cause: 'NONE', [call.counter]: 1 });
        const { state, cause, final, success, result } = call.last;
        assert.deepEqual([state, cause, final, success, result], ['transferring', 'none', false, undefined, undefined]);
      });

      for (const row of CALL_CAUSES.filter(({ only = direction }) => only === direction)) {
        it(titleOf(row), async () => {
          const call = await (direction === 'in' ? AskedCall.inbound(rig) : AskedCall.placed(rig));
          await call.final(row.word, '');
          await call.settle();
          assert.deepEqual(call.last, ended(call, row));
          assert.equal(call.statuses.filter(({ final }) => final).length, 1);
        });
      }
    });
  }

  it('are documented as they are tested', () => {
    const none = ['NONE', '… transferring', 'none', 'no', '–', NOT_ENDED];
    assert.deepEqual(documentedTable(CAUSES_HEADING), [...CAUSES.map(documented), none]);
    assert.deepEqual(documentedTable(CALLS_HEADING), CALL_CAUSES.map(documented));
  });
});
