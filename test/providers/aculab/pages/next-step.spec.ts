import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProviderEvent } from '../../../../src/domain/events';
import type { CallRow } from '../../../../src/providers/aculab/call/call-row';
import { settle } from '../../../../src/providers/aculab/call/follow-call';
import { nextStep, type Step, type StepContext } from '../../../../src/providers/aculab/pages/next-step';
import { INSTANCE, outCall, page, progress, result, STORED, thisCall, TOKEN, type Json } from '../page-bodies';

const CIPHER = { key: 'ab'.repeat(32), vector: 'cd'.repeat(16) };
const UPLOAD = '/pushline-out/x_1.tif';
const NOTHING = '{"api_version":"2.0","actions":[]}';
const NOW = Date.UTC(2026, 10, 21, 12);

/** One call, its pages one after the other. */
class Machine {
  readonly events: ProviderEvent[] = [];

  constructor(
    public call?: CallRow,
    readonly context: Partial<StepContext> = {},
  ) {}

  ask(suffix: string, fields: Json = {}): Step {
    const step = nextStep(this.call, page(suffix, fields), {
      ...{
        pagesUrl: 'https://example.com/hook',
        now: NOW,
        wall: NOW,
        country: '',
        fresh: { token: 'fresh', cipher: CIPHER },
      },
      ...{ mayTransmit: true, ...this.context },
    });
    this.call = step.call ?? this.call;
    this.events.push(...step.events);
    return step;
  }

  settle(seconds: number): ProviderEvent[] {
    const settled =
      this.call && settle(this.call, { now: NOW + seconds * 1_000, wall: NOW, country: '', graceMs: 30_000 });
    this.call = settled?.call ?? this.call;
    return settled?.events ?? [];
  }

  /** State, cause and pages of each status; the name of each received fax. */
  get told(): unknown[] {
    return this.events.map(tell);
  }
}

function tell({ kind, payload }: ProviderEvent): unknown {
  if (kind === 'fax.received') return payload.providerId;
  return kind === 'fax.status' ? [payload.state, payload.cause, payload.pages ?? null] : kind;
}

const inbound = (): Machine => {
  const machine = new Machine();
  machine.ask('/first');
  return machine;
};

const outRow = (more: Partial<CallRow> = {}): CallRow => ({
  ...{ id: TOKEN, epoch: 1, direction: 'out', token: TOKEN, from: '15558130969', to: '447700900001' },
  ...{ state: 'accepted', isFaxing: false, file: UPLOAD, fileAt: NOW, startedAt: NOW, movedAt: NOW, answers: {} },
  ...more,
});

const OUT = { token: TOKEN, this_call: outCall() };
const outbound = (): Machine => {
  const machine = new Machine(outRow());
  machine.ask('/first', OUT);
  return machine;
};

const ended = (call_cause: string, call_raw_cause = '200', direction: 'in' | 'out' = 'in'): Json => ({
  this_call: thisCall({ call_direction: direction, call_state: 'idle', call_cause, call_raw_cause }),
});

const bodyOf = ({ answer }: Step): Json => JSON.parse(answer.body ?? '{}') as Json;

describe('the first page of an inbound call', () => {
  it('is answered with the action that receives the fax, its pages and a fresh cipher', () => {
    const machine = new Machine();
    const step = machine.ask('/first');
    assert.deepEqual(
      [step.answer.status, step.answer.headers],
      [200, { 'content-type': 'application/json; charset=UTF-8' }],
    );
    const at = (suffix: string) => ({ url: `https://example.com/hook${suffix}`, method: 'POST' });
    const cipher = { type: 'aescbc', key: CIPHER.key, initialisation_vector: CIPHER.vector };
    const receive = { id: 'fresh', next_page: at('/next'), progress_page: at('/progress') };
    assert.deepEqual(bodyOf(step), {
      ...{ api_version: '2.0', token: 'fresh' },
      actions: [{ receive_fax: { ...receive, fax_available_page: at('/fax-available'), encryption_cipher: cipher } }],
    });
    assert.deepEqual(machine.told, [['accepted', 'none', null]]);
    assert.deepEqual(machine.call?.cipher, CIPHER);
  });

  it('asks for no encryption where that is off', () => {
    const machine = new Machine(undefined, { fresh: { token: 'fresh' } });
    assert(!('cipher' in bodyOf(machine.ask('/first'))));
    assert.equal(machine.call?.cipher, undefined);
  });

  it('gets the same bytes when it is repeated, and causes no event again', () => {
    const machine = new Machine();
    const first = machine.ask('/first');
    const again = new Machine(machine.call, { fresh: { token: 'another' } }).ask('/first');
    assert.deepEqual(again, { events: [], answer: first.answer });
  });

  it('of another application has no effect', () => {
    for (const fields of [{ this_call: outCall() }, { this_call: outCall(), token: TOKEN }, { this_call: undefined }]) {
      assert.deepEqual(new Machine().ask('/first', fields), {
        events: [],
        answer: { ...inbound().ask('/first').answer, body: NOTHING },
      });
    }
  });
});

describe('a fax that comes in', () => {
  it('reports its start, negotiation, each page and its end once, and is received', () => {
    const machine = inbound();
    const quiet = { is_notification: true, this_call: undefined, token: 'fresh' };
    for (const pages of [0, 0, 1, 1, 2])
      assert.equal(machine.ask('/progress', { ...quiet, ...progress(pages) }).answer.status, 204);
    machine.ask('/next', result({ filename: STORED, cause: 'NORMAL', pages_received: 2 }));
    machine.ask('/fax-available', { ...quiet, ...result({ filename: STORED }) });
    machine.ask('/final', ended('completed'));
    assert.deepEqual(machine.told, [
      ['accepted', 'none', null],
      ['negotiating', 'none', 0],
      ['transferring', 'none', 1],
      ['transferring', 'none', 2],
      ['succeeded', 'normal', 2],
      STORED,
    ]);
    const [, negotiating, , , succeeded, received] = machine.events;
    assert(negotiating?.kind === 'fax.status' && succeeded?.kind === 'fax.status' && received?.kind === 'fax.received');
    assert.deepEqual(negotiating.payload.negotiated, { data_rate: 9600 });
    assert.deepEqual(
      [succeeded.payload.success, succeeded.payload.speed, succeeded.payload.seconds, succeeded.payload.direction],
      [true, 9600, 12, 'in'],
    );
    assert.equal(succeeded.correlation, undefined);
    assert.equal(succeeded.payload.id, received.payload.id);
    assert.deepEqual(
      [received.keyId, received.payload.from, received.payload.to, received.payload.pages],
      [STORED, '+15554499760', '+15558130969', 2],
    );
  });

  it('is received once, whichever page names it first, and nothing goes backwards', () => {
    const machine = inbound();
    machine.ask('/fax-available', { is_notification: true, ...result({ filename: STORED }) });
    machine.ask('/final', ended('completed'));
    machine.ask('/next', result({ filename: STORED, cause: 'NORMAL', pages_received: 2 }));
    for (const pages of [2, 1, 0]) machine.ask('/progress', { is_notification: true, ...progress(pages) });
    assert.deepEqual(machine.told, [['accepted', 'none', null], STORED, ['succeeded', 'normal', 2]]);
    assert.deepEqual(machine.settle(3_600), []);
  });

  it('that brought no page is a status only', () => {
    const machine = inbound();
    machine.ask('/next', result({ filename: STORED, cause: 'COMMSFAULT', pages_received: 0 }));
    machine.ask('/fax-available', { is_notification: true, ...result({ filename: STORED }) });
    assert.deepEqual(machine.told.slice(1), [['failed', 'comms-fault', 0]]);
  });

  it('that failed half-way is a status and a fax', () => {
    const machine = inbound();
    machine.ask('/next', result({ filename: STORED, cause: 'HANGUP', pages_received: 1 }));
    assert.deepEqual(machine.told.slice(1), [['failed', 'hangup', 1], STORED]);
  });

  it('is partial if the provider counts fewer pages at the end than before', () => {
    const machine = inbound();
    machine.ask('/progress', { is_notification: true, ...progress(3) });
    machine.ask('/next', result({ filename: STORED, cause: 'NORMAL', pages_received: 2 }));
    assert.deepEqual(machine.told.slice(2), [['failed', 'partial', 3], STORED]);
  });

  it('waits for a verdict after the call is over; where none comes, its file is one', () => {
    const machine = inbound();
    machine.ask('/next', result({ filename: STORED, pages_received: 1 }));
    machine.ask('/final', ended('completed'));
    assert.deepEqual(machine.told.slice(1), [STORED]);
    assert.deepEqual(machine.settle(29).map(tell), []);
    assert.deepEqual(machine.settle(30).map(tell), [['succeeded', 'normal', 1]]);
    assert.deepEqual(machine.settle(60), []);
  });

  it('is unknown without a verdict where there is no file, and no success after an error or another end', () => {
    const states = [
      [{}, 'completed', 'unknown'],
      [{ filename: STORED }, 'dropped', 'failed'],
      [{ filename: STORED }, 'gremlins', 'unknown'],
    ] as const;
    for (const [fields, cause, state] of states) {
      const machine = inbound();
      machine.ask('/next', result({ ...fields, pages_received: 1 }));
      machine.ask('/final', ended(cause));
      assert.equal(JSON.stringify(machine.settle(30).map(tell)[0]).split('"')[1], state);
    }
    const machine = inbound();
    machine.ask('/next', result({ filename: STORED, pages_received: 1 }));
    machine.ask('/error', { error_result: { result: 'no disk' } });
    machine.ask('/final', ended('completed'));
    assert.equal(JSON.stringify(machine.settle(30).map(tell)[0]).split('"')[1], 'unknown');
  });

  it('is a hang-up where the final page says so and no fax verdict comes', () => {
    const machine = inbound();
    machine.ask('/final', ended('hung_up'));
    assert.deepEqual(machine.settle(30).map(tell), [['failed', 'hangup', null]]);
  });

  it('accepts a better verdict than unknown, however late, and no other', () => {
    const machine = inbound();
    machine.ask('/final', ended('completed'));
    machine.settle(60);
    machine.ask('/next', result({ cause: 'NORMAL', pages_received: 1 }));
    machine.ask('/error', { error_result: { result: 'too late' } });
    assert.deepEqual(machine.told.slice(1), [['succeeded', 'normal', 1]]);
  });

  it('has no effect on another call, or with another token', () => {
    const tokens = ['guessed', 7, {}, ['fresh'], true].map((token) => ({ token }));
    for (const fields of [{ application_instance_id: 'other.1' }, { this_call: outCall() }, ...tokens]) {
      const machine = inbound();
      const step = machine.ask('/next', { ...result({ filename: STORED, cause: 'NORMAL' }), ...fields });
      assert.deepEqual([step.events, step.call, step.answer.body], [[], undefined, NOTHING]);
    }
    for (const suffix of ['/next', '/progress', '/final', '/error']) {
      const step = new Machine().ask(suffix, result({ filename: STORED, cause: 'NORMAL' }));
      assert.deepEqual([step.events, step.call, step.answer.body], [[], undefined, NOTHING]);
    }
  });
});

describe('a fax that goes out', () => {
  it('is given once, when its call asks for it', () => {
    const machine = new Machine(outRow({ cipher: CIPHER }));
    const first = machine.ask('/first', OUT);
    const at = (suffix: string) => ({ url: `https://example.com/hook${suffix}`, method: 'POST' });
    const cipher = { type: 'aescbc', key: CIPHER.key, initialisation_vector: CIPHER.vector };
    assert.deepEqual(bodyOf(first), {
      ...{ api_version: '2.0', token: TOKEN },
      actions: [
        {
          send_fax: {
            fax_to_send: UPLOAD,
            next_page: at('/next'),
            progress_page: at('/progress'),
            decryption_cipher: cipher,
          },
        },
      ],
    });
    assert.deepEqual(machine.ask('/first', OUT), { events: [], answer: first.answer });
    const other = machine.ask('/first', { ...OUT, application_instance_id: 'second.2' });
    assert.deepEqual([other.events, other.call, other.answer.body], [[], undefined, NOTHING]);
  });

  it('is not given if the job belongs to another call, has ended, or was withheld', () => {
    const outcome = { state: 'cancelled', cause: 'cancelled', retryable: false, result: {} } as const;
    for (const machine of [
      new Machine(outRow(), { mayTransmit: false }),
      new Machine(outRow({ outcome })),
      new Machine(outRow({ endedAt: NOW })),
    ]) {
      const step = machine.ask('/first', OUT);
      assert.deepEqual([step.events, step.call], [[], undefined]);
      assert.deepEqual(bodyOf(step), { api_version: '2.0', actions: [], token: TOKEN });
    }
    const unknown = new Machine().ask('/first', OUT);
    assert.deepEqual([unknown.events, unknown.call, unknown.answer.body], [[], undefined, NOTHING]);
  });

  it('that was not given tells its end all the same: later pages have the token of the answer before', () => {
    const machine = new Machine(outRow(), { mayTransmit: false });
    const { token } = bodyOf(machine.ask('/first', OUT));
    machine.ask('/next', { token, this_call: outCall() });
    machine.ask('/final', { token, ...ended('completed', '200', 'out') });
    assert.deepEqual(machine.told, [['failed', 'provider-error', null]]);
  });

  it('reports its progress under its correlation value', () => {
    const machine = outbound();
    const quiet = { token: TOKEN, is_notification: true, this_call: undefined };
    for (const pages of [0, 1, 2]) {
      const told = { pages_sent: pages, negotiated_settings: { data_rate: 14_400 } };
      machine.ask('/progress', { ...quiet, action_progress: { action: 'send_fax', progress: told } });
    }
    machine.ask('/next', { ...OUT, ...result({ cause: 'NORMAL', pages_sent: 2 }, 'send_fax') });
    machine.ask('/final', { token: TOKEN, ...ended('completed', '200', 'out') });
    assert.deepEqual(machine.told, [
      ['dialing', 'none', null],
      ['negotiating', 'none', 0],
      ['transferring', 'none', 1],
      ['transferring', 'none', 2],
      ['succeeded', 'normal', 2],
    ]);
    for (const { correlation, providerId, kind } of machine.events) {
      assert.deepEqual([kind, correlation, providerId], ['fax.status', TOKEN, TOKEN]);
    }
  });

  it('that nobody answered has only a final page', () => {
    const machine = new Machine(outRow());
    machine.ask('/final', { token: TOKEN, ...ended('busy', '486', 'out') });
    assert.deepEqual(machine.told, [['failed', 'busy', null]]);
    assert.deepEqual(bodyOf(machine.ask('/first', OUT)).actions, []);
  });

  it('that was cut off without a verdict is not sent again by itself: its pages may only not have been told', () => {
    const retryable = (pages: number): boolean | undefined => {
      const machine = outbound();
      machine.ask('/progress', { token: TOKEN, is_notification: true, this_call: undefined, ...progress(pages) });
      machine.ask('/final', { token: TOKEN, ...ended('hung_up', '200', 'out') });
      const [event] = machine.settle(30);
      assert(event?.kind === 'fax.status' && event.payload.cause === 'hangup');
      return event.payload.retryable;
    };
    assert.deepEqual([retryable(0), retryable(2)], [false, false]);
  });

  it('that the platform aborts after it has got the fax is unknown, and not sent again', () => {
    const machine = outbound();
    machine.ask('/error', { ...OUT, error_result: { result: 'the next page was not answered' } });
    machine.ask('/final', { token: TOKEN, ...ended('dropped', '200', 'out') });
    const [event] = machine.settle(30);
    assert(event?.kind === 'fax.status');
    assert.deepEqual([event.payload.state, event.payload.retryable], ['unknown', false]);
  });

  it('that the platform dropped once it has the fax is unknown, also where the page of the error never came', () => {
    const machine = outbound();
    machine.ask('/final', { token: TOKEN, ...ended('dropped', '200', 'out') });
    const [event] = machine.settle(30);
    assert(event?.kind === 'fax.status');
    assert.deepEqual([event.payload.state, event.payload.retryable], ['unknown', false]);
    assert.deepEqual(event.payload.result, { name: 'dropped', code: '200' });
  });

  it('that was interrupted is cancelled', () => {
    const machine = outbound();
    const cut = { action_result: { action: 'send_fax', interrupted: true } };
    machine.ask('/final', { token: TOKEN, ...cut, ...ended('completed', '200', 'out') });
    assert.deepEqual(machine.told.slice(1), [['cancelled', 'cancelled', null]]);
  });

  it('cannot succeed before it was given', () => {
    const machine = new Machine(outRow());
    const step = machine.ask('/next', { ...OUT, ...result({ cause: 'NORMAL', pages_sent: 2 }, 'send_fax') });
    assert.deepEqual([step.events, step.call, bodyOf(step).actions], [[], undefined, []]);
  });
});

describe('a notification', () => {
  const quiet = { is_notification: true };

  it('gets an empty answer, whichever page it comes to, also for an unknown call', () => {
    for (const machine of [new Machine(), inbound(), outbound(), new Machine(outRow())]) {
      const told = machine.events.length;
      for (const suffix of ['/first', '/next', '/progress', '/fax-available', '/final', '/error']) {
        assert.deepEqual(machine.ask(suffix, quiet).answer, { status: 204 }, suffix);
      }
      assert.deepEqual(machine.ask('/fax-available', result({})).answer, { status: 204 });
      assert.deepEqual(
        machine.events.slice(told).filter(({ kind }) => kind !== 'fax.status'),
        [],
      );
    }
  });

  it('begins no call', () => {
    for (const row of [undefined, outRow()]) {
      const machine = new Machine(row);
      const step = machine.ask('/first', { ...quiet, ...(row && OUT) });
      assert.deepEqual([step.events, step.call], [[], undefined]);
    }
  });
});

describe('the pages of a call, in any order and number', () => {
  const pages = fc.constantFrom<[string, Json]>(
    ['/first', {}],
    ...[0, 1, 2].map((count): [string, Json] => ['/progress', { is_notification: true, ...progress(count) }]),
    ['/next', result({ filename: STORED, cause: 'NORMAL', pages_received: 2 })],
    ['/next', result({ id: 'other', cause: 'NOTFAX', pages_received: 0 })],
    ['/fax-available', { is_notification: true, ...result({ filename: STORED }) }],
    ['/final', ended('completed')],
    ['/final', ended('hung_up')],
    ['/error', { error_result: { result: 'internal error' } }],
  );

  it('report each step once, one end, at most one fax, and nothing backwards', () => {
    fc.assert(
      fc.property(fc.array(pages, { maxLength: 20 }), (asked) => {
        const machine = inbound();
        const answers = new Map<string, string | undefined>();
        for (const [suffix, fields] of asked) {
          const { answer } = machine.ask(suffix, fields);
          const key = JSON.stringify([suffix, fields]);
          if (answers.has(key)) assert.equal(answer.body, answers.get(key));
          answers.set(key, answer.body);
        }
        const keys = machine.events.map(({ kind, keyId }) => `${kind} ${keyId}`);
        assert.equal(new Set(keys).size, keys.length);
        const ranks = machine.events.flatMap(({ progress: at }) => (at ? [at.rank * 100 + at.pages] : []));
        assert.deepEqual(
          ranks,
          [...ranks].sort((a, b) => a - b),
        );
        assert(machine.events.filter(({ kind }) => kind === 'fax.received').length <= 1);
        assert(machine.events.filter(({ progress: at }) => at?.final).length <= 1);
        assert.equal(machine.call?.id, INSTANCE);
        assert(Object.keys(machine.call.answers).length <= 16);
      }),
    );
  });

  it('store only a few answers, however many ids are invented', () => {
    const machine = inbound();
    for (let id = 0; id < 100; id++) machine.ask('/next', result({ id: String(id) }));
    assert.equal(Object.keys(machine.call?.answers ?? {}).length, 16);
  });
});
