import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeRed } from '../../../../nodes/runtime/node-red';
import { receiverStatus } from '../../../../nodes/runtime/statuses/receiver-status';
import { senderStatus, type Latest } from '../../../../nodes/runtime/statuses/sender-status';
import type { Backlog, OpenItems } from '../../../../src/connection/backlog';
import type { ConnectionState } from '../../../../src/connection/connection-state';
import { BadDocumentError, BadInputError, KeyConflictError, StoreError } from '../../../../src/domain/errors';
import type { FaxState, FaxStatus } from '../../../../src/domain/fax';
import { faxTold, smsTold } from '../../../outbox/jobs';

const nodes = join(__dirname, '../../../../nodes');
const read = (path: string): unknown => JSON.parse(readFileSync(join(nodes, path), 'utf8'));

/** The words as the catalogues of a build have them. */
function catalogue(type: string): Record<string, Record<string, string>> {
  const shared = read('runtime/locales/en-US.json') as Record<string, Record<string, string>>;
  const own = (read(`${type}/locales/en-US/${type}.json`) as Record<string, typeof shared>)[type] ?? {};
  const sections = new Set([...Object.keys(shared), ...Object.keys(own)]);
  return Object.fromEntries([...sections].map((section) => [section, { ...shared[section], ...own[section] }]));
}

const RED = {
  _: (key: string, values: Record<string, unknown> = {}) => {
    const [type = '', section = '', name = ''] = key.split('.');
    const text = catalogue(type)[section]?.[name] ?? assert.fail(`no text ${key}`);
    return text.replace(/__(\w+)__/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : assert.fail(`${key}: ${name}`);
    });
  },
} as Partial<NodeRed> as NodeRed;

const NONE: OpenItems = { inFlow: 0, overdue: 0, waiting: 0, unclaimed: 0, dead: 0, queued: 0, unknown: 0 };
const AT = new Date(2026, 10, 20, 14, 43).getTime();

function connected(fax: Partial<OpenItems>, more: Partial<Omit<Backlog, 'fax'>> = {}): ConnectionState {
  return { state: 'connected', backlog: { fax: { ...NONE, ...fax }, sms: NONE, quarantined: 0, ...more } };
}

describe('the status of a node that receives, while something is open,', () => {
  const shown = (state: ConnectionState) => receiverStatus(RED, 'fax-receive-in', 'fax', state);

  for (const [what, open, text, fill, state] of [
    ['in the flow and waiting', { inFlow: 1, waiting: 2 }, '1 in the flow, 2 waiting', 'green', 'connected'],
    ['whose lease ran out', { inFlow: 3, overdue: 1 }, '3 in the flow, 1 overdue', 'yellow', 'waiting'],
    ['that no node takes', { unclaimed: 4 }, '4 waiting for a node', 'yellow', 'waiting'],
    ['dead', { dead: 1, inFlow: 2 }, '1 dead, 2 in the flow', 'red', 'error'],
  ] as const) {
    it(`tells how many are ${what}`, () => {
      assert.deepEqual(shown(connected(open)), { fill, shape: 'dot', text, state });
    });
  }

  it('tells of the quarantine, which is of no kind', () => {
    assert.deepEqual(shown(connected({}, { quarantined: 2 })), {
      ...{ fill: 'yellow', shape: 'dot', text: '2 in quarantine', state: 'waiting' },
    });
  });

  it('is not concerned by what is of the other kind', () => {
    assert.equal(
      shown(connected({}, { sms: { ...NONE, dead: 9, inFlow: 9 } })).text,
      'fax-receive-in.status.connected',
    );
  });

  it('tells first what keeps the connection from working', () => {
    const state: ConnectionState = { ...connected({ dead: 1 }), state: 'error', reason: 'config' };
    assert.equal(shown(state).text, 'fax-receive-in.status.config');
  });
});

describe('the status of a node that sends', () => {
  const shown = (latest: Latest | undefined, state: ConnectionState = { state: 'connected' }) =>
    senderStatus(RED, 'fax-send', state, latest);
  const ended = (state: FaxState, more: Partial<FaxStatus> = {}): Latest => ({
    status: faxTold({ state, final: true, ...more }),
    at: AT,
  });

  for (const [latest, text, fill, state] of [
    [ended('succeeded', { pages: 2 }), 'sent 14:43, 2 pages', 'green', 'connected'],
    [ended('succeeded'), 'sent 14:43', 'green', 'connected'],
    [ended('failed', { cause: 'no-answer' }), 'failed 14:43: no-answer', 'red', 'error'],
    [ended('cancelled'), 'cancelled 14:43', 'grey', 'connected'],
    [ended('unknown'), 'outcome unknown 14:43', 'yellow', 'waiting'],
    [{ refusal: new BadInputError('x'), at: AT }, 'refused 14:43: check the message', 'red', 'error'],
    [{ refusal: new BadDocumentError('x'), at: AT }, 'refused 14:43: check the document', 'red', 'error'],
    [{ refusal: new KeyConflictError('x'), at: AT }, 'refused 14:43: key used before', 'red', 'error'],
    [{ refusal: new StoreError('x'), at: AT }, 'refused 14:43', 'red', 'error'],
  ] as const) {
    it(`goes on telling what came last: ${text}`, () => {
      assert.deepEqual(shown(latest), { fill, shape: 'dot', text, state });
    });
  }

  for (const [state, text, fill] of [
    ['delivered', 'delivered 14:43', 'green'],
    ['failed', 'failed 14:43', 'red'],
    ['rejected', 'rejected 14:43', 'red'],
    ['expired', 'expired 14:43', 'red'],
    ['cancelled', 'cancelled 14:43', 'grey'],
    ['unknown', 'outcome unknown 14:43', 'yellow'],
  ] as const) {
    it(`knows how an SMS can end: ${text}`, () => {
      const latest = { status: smsTold({ state, final: true }), at: AT };
      const status = senderStatus(RED, 'sms-send', { state: 'polling' }, latest);
      assert.deepEqual([status.text, status.fill], [text, fill]);
    });
  }

  it('counts what else is to be sent, and what has an unknown outcome', () => {
    const sending = faxTold({ state: 'transferring', pages: 1, totalPages: 3 });
    assert.equal(shown({ status: sending, at: AT }, connected({ queued: 4 })).text, 'page 2 of 3, 4 to send');
    const waiting = faxTold({ state: 'queued' });
    assert.equal(shown({ status: waiting, at: AT }, connected({ queued: 1 })).text, 'fax-send.progress.queued');
    assert.equal(shown({ status: waiting, at: AT }, connected({ queued: 4 })).text, 'waiting to be sent, 3 to send');
    assert.deepEqual(shown(undefined, connected({ unknown: 1 })), {
      ...{ fill: 'yellow', shape: 'dot', text: 'connected, 1 with unknown outcome', state: 'waiting' },
    });
    const good = shown(ended('succeeded', { pages: 1 }), connected({ unknown: 2 }));
    assert.deepEqual([good.text, good.fill], ['sent 14:43, 1 page, 2 with unknown outcome', 'yellow']);
  });

  it('tells the same while another instance has the account', () => {
    const standby: ConnectionState = { ...connected({ queued: 4 }), state: 'standby', holder: 'b' };
    const sent = shown(ended('succeeded', { pages: 2 }), standby);
    assert.deepEqual([sent.text, sent.state], ['sent 14:43, 2 pages, 4 to send', 'standby']);
    assert.deepEqual(shown(undefined, { state: 'standby', holder: 'b' }), {
      ...{ fill: 'green', shape: 'ring', text: 'fax-send.status.standby', state: 'standby' },
    });
  });

  it('tells first what keeps all from being sent, with how many wait for that', () => {
    const held: ConnectionState = {
      ...connected({ queued: 19 }),
      state: 'held',
      reason: 'held-no-credit',
      retryAt: AT,
    };
    const status = shown(ended('succeeded'), held);
    assert.deepEqual([status.text, status.fill], ['sending paused: no credit, next try 14:43, 19 to send', 'red']);
    assert.equal(shown(ended('succeeded'), { state: 'idle' }).text, 'fax-send.status.idle');
  });
});
