import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeRed } from '../../../../nodes/runtime/node-red';
import { statusOf } from '../../../../nodes/runtime/statuses/connection-status';
import type { ConnectionState } from '../../../../src/connection/connection-state';

const catalogue = JSON.parse(readFileSync(join(__dirname, '../../../../nodes/runtime/locales/en-US.json'), 'utf8')) as {
  status: Record<string, string>;
};

const asked: { key: string; values: Record<string, unknown> | undefined }[] = [];
const RED = {
  _: (key: string, values?: Record<string, unknown>) => {
    asked.push({ key, values });
    return `made of ${key}`;
  },
} as Partial<NodeRed> as NodeRed;

const REASONS = [
  ...[
    'no-connection',
    'config',
    'duplicate',
    'no-store',
    'store-config',
    'path-in-use',
    'no-http',
    'not-reached',
    'auth',
    'push-auth',
    'refused',
    'rate-limited',
    'tls',
  ],
  ...['clock', 'error', 'store', 'store-locked', 'store-no-locks', 'store-damaged', 'store-incomplete'],
  ...['store-copied', 'store-moved', 'store-binary', 'disk-full', 'dns', 'http-502', 'anything else'],
  'connection-refused',
  ...['database-away', 'database-login', 'database-missing', 'database-certificate', 'database-rights'],
  ...[
    'database-read-only',
    'database-unsafe',
    'database-newer',
    'database-other',
    'database-group',
    'database-restored',
    'database-instance',
    'database-moving',
    'documents-folder',
  ],
];

describe('the status of a node', () => {
  beforeEach(() => asked.splice(0));

  const keyIn = (text: string): string => text.replace('fax-receive-in.status.', '');

  for (const [state, fill, shape] of [
    ['idle', 'grey', 'ring'],
    ['connecting', 'yellow', 'ring'],
    ['connected', 'green', 'dot'],
    ['polling', 'green', 'dot'],
  ] as const) {
    it(`is a ${fill} ${shape} while ${state}, in the words of the catalogue`, () => {
      const status = statusOf(RED, 'fax-receive-in', { state });
      assert.deepEqual(status, { fill, shape, text: `fax-receive-in.status.${state}`, state });
      assert(catalogue.status[state]);
    });
  }

  it('is a green ring while another instance receives', () => {
    const status = statusOf(RED, 'fax-receive-in', { state: 'standby', holder: 'node-red-2' });
    assert.deepEqual(status, {
      ...{ fill: 'green', shape: 'ring', state: 'standby' },
      text: 'fax-receive-in.status.standby',
    });
  });

  for (const reason of REASONS) {
    for (const retryAt of [undefined, new Date(2026, 10, 20, 9, 5).getTime()]) {
      it(`is a red ring for "${reason}" ${retryAt === undefined ? 'without' : 'with'} a next attempt`, () => {
        const state: ConnectionState = { state: 'error', reason, ...(retryAt !== undefined && { retryAt }) };
        const { fill, shape, text, state: name } = statusOf(RED, 'fax-receive-in', state);
        assert.deepEqual([fill, shape, name], ['red', 'ring', 'error']);
        const key = keyIn(asked[0]?.key ?? text);
        assert(catalogue.status[key], `${key} is in the catalogue`);
        if (asked[0]) assert.deepEqual(asked[0].values, { time: '09:05' });
      });
    }
  }

  for (const reason of ['held-auth', 'held-no-credit', 'held-no-answer'] as const) {
    it(`says that sending waits, and until when: ${reason}`, () => {
      const retryAt = new Date(2026, 10, 20, 9, 5).getTime();
      const { fill, shape, state } = statusOf(RED, 'fax-receive-in', { state: 'held', reason, retryAt });
      assert.deepEqual([fill, shape, state], ['red', 'ring', 'held']);
      assert.deepEqual(asked, [{ key: `fax-receive-in.status.${reason}`, values: { time: '09:05' } }]);
      assert(catalogue.status[reason]);
    });
  }

  it('is unreachable, and never refused, when nothing accepts the connection', () => {
    const retryAt = new Date(2026, 10, 20, 9, 5).getTime();
    statusOf(RED, 'fax-receive-in', { state: 'error', reason: 'connection-refused', retryAt });
    assert.deepEqual(asked, [{ key: 'fax-receive-in.status.unreachable-until', values: { time: '09:05' } }]);
  });

  it('uses every text of the catalogue', () => {
    const used = new Set([
      'idle',
      'connecting',
      'connected',
      'polling',
      'standby',
      'held-auth',
      'held-no-credit',
      'held-no-answer',
    ]);
    for (const reason of REASONS) {
      for (const more of [{}, { retryAt: 1 }]) {
        asked.splice(0);
        const { text } = statusOf(RED, 'fax-receive-in', { state: 'error', reason, ...more });
        used.add(keyIn(asked[0]?.key ?? text));
      }
    }
    assert.deepEqual([...used].sort(), Object.keys(catalogue.status).sort());
  });
});
