import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeRed } from '../../../nodes/runtime/node-red';
import { statusOf } from '../../../nodes/runtime/statuses';
import type { ConnectionState } from '../../../src/connection/connection-state';

const { status: texts } = JSON.parse(
  readFileSync(join(__dirname, '../../../nodes/runtime/locales/en-US.json'), 'utf8'),
) as { status: Record<string, string> };
const RED = {
  _: (key: string, { time }: { time: string }) => (texts[key.replace('a.status.', '')] ?? '').replace('__time__', time),
} as Partial<NodeRed> as NodeRed;
const AT = new Date(2026, 10, 20, 9, 5).getTime();

describe('the status of a node', () => {
  const textOf = (state: ConnectionState): string => statusOf(RED, 'a', state).text;

  for (const reason of ['tls', 'clock', 'error', 'auth', 'push-auth', 'rate-limited']) {
    it(`shows the next attempt beside ${reason}, where there is one`, () => {
      assert.match(textOf({ state: 'error', reason, retryAt: AT }), /09:05$/);
      assert.equal(textOf({ state: 'error', reason }), `a.status.${reason}`);
    });
  }

  it('is "unreachable" for whatever else a network does', () => {
    assert.match(textOf({ state: 'error', reason: 'http-500', retryAt: AT }), /^unreachable.*09:05$/);
  });

  it('has a text for each fixed one', () => {
    const states: ConnectionState[] = [
      ...(['idle', 'connecting', 'connected', 'polling'] as const).map((state) => ({ state })),
      ...['config', 'duplicate', 'no-connection', 'path-in-use', 'no-http', 'store', 'store-locked', 'store-damaged']
        .concat(['disk-full', 'error', 'unreachable'])
        .map((reason) => ({ state: 'error' as const, reason })),
    ];
    for (const state of states) assert.ok(texts[textOf(state).replace('a.status.', '')], JSON.stringify(state));
  });
});
