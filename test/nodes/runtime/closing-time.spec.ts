import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { ClosingTime } from '../../../nodes/runtime/closing-time';

describe('the time that the close of a node may take', () => {
  let signals: EventEmitter;
  let closing: ClosingTime;
  beforeEach(() => {
    signals = new EventEmitter();
    closing = new ClosingTime(signals);
  });

  for (const [settings, ms] of [
    [{}, 13_000],
    [{ nodeCloseTimeout: 30_000 }, 28_000],
    [{ nodeCloseTimeout: 3_000 }, 2_000],
    [{ nodeCloseTimeout: 'x' }, 13_000],
  ] as const) {
    it(`is two seconds in a deploy, and what Node-RED gives less a reserve at the end: ${JSON.stringify(settings)}`, () => {
      let seen = 0;
      // As Node-RED does, which then tells its nodes at once.
      signals.on('SIGTERM', () => (seen = closing.ms));
      closing.watch({ settings });
      assert.equal(closing.ms, 2_000);
      signals.emit('SIGTERM');
      assert.equal(seen, ms);
    });
  }

  it('handles no signal that nothing else handles, and each one once', () => {
    signals.on('SIGINT', () => undefined);
    closing.watch({ settings: {} });
    closing.watch({ settings: {} });
    assert.deepEqual([signals.listenerCount('SIGINT'), signals.listenerCount('SIGTERM')], [2, 0]);
  });

  it('is the end also where pm2 says so, and not by any other message', () => {
    signals.on('message', () => undefined);
    closing.watch({ settings: {} });
    signals.emit('message', 'hello');
    assert.equal(closing.ms, 2_000);
    signals.emit('message', 'shutdown');
    assert.equal(closing.ms, 13_000);
  });
});
