import assert from 'node:assert/strict';
import type { ConnectionState } from '../../src/connection/connection-state';
import { logStates } from '../../src/connection/log-state';
import { RecordedLog } from '../support/recorded-log';

describe('the log of a connection', () => {
  const logged = (...states: ConnectionState[]): RecordedLog => {
    const log = new RecordedLog();
    const tell = logStates(log);
    for (const state of states) tell(state);
    return log;
  };

  it('has one line a change, not one a retry', () => {
    const failing = { state: 'error', reason: 'dns' } as const;
    const log = logged(
      { ...failing, retryAt: 1 },
      { state: 'connecting' },
      { ...failing, retryAt: 2 },
      { ...failing, retryAt: 3 },
      { state: 'connected' },
      { state: 'connected' },
      { ...failing, retryAt: 4 },
    );
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['warn', 'info', 'warn'],
    );
  });

  it('says what to do where the user can do something', () => {
    for (const [reason, pattern] of [
      ['auth', /login.*API key/],
      ['push-auth', /push token/],
      ['duplicate', /another connection/],
      ['clock', /clock/],
      ['tls', /certificate/],
      ['bad-answer', /^.*\(bad-answer\).*trying again.*account number/],
    ] as const) {
      assert.match(logged({ state: 'error', reason }).text, pattern);
    }
    assert.match(logged({ state: 'error', reason: 'http-502' }).text, /http-502/);
  });

  it('does not call a connection that sends nothing connected', () => {
    const held = { state: 'held', reason: 'held-auth', retryAt: 1 } as const;
    const log = logged({ state: 'polling' }, held, { state: 'polling' });
    assert.equal(log.lines.length, 2);
  });

  it('says that another instance is active, and not which each time', () => {
    const log = logged({ state: 'standby', holder: 'b' }, { state: 'standby', holder: 'c' }, { state: 'polling' });
    assert.equal(log.lines.length, 2);
    assert.match(log.text, /standby/);
  });

  it('does not report idling and connecting', () => {
    assert.equal(logged({ state: 'idle' }, { state: 'connecting' }).lines.length, 0);
  });
});
