import assert from 'node:assert/strict';
import { StateNews, type News } from '../../../nodes/fax-sms-state/state-news';
import type { ConnectionState } from '../../../src/connection/connection-state';
import { FakeClock } from '../../support/fake-clock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const POLLING: ConnectionState = { state: 'polling' };
const CONNECTING: ConnectionState = { state: 'connecting' };
const ERROR: ConnectionState = { state: 'error', reason: 'http-503', retryAt: 1 };

describe('which changes of a connection are news', () => {
  let clock: FakeClock;
  let told: News[];
  let news: StateNews;

  function begin(lastsMs = 5 * MINUTE): void {
    clock = new FakeClock();
    told = [];
    news = new StateNews({ clock, lastsMs, tell: (what) => told.push(what) });
  }
  /** How often it was told until `ms` later. */
  const after = (ms: number): number => {
    clock.advance(ms);
    return told.splice(0).length;
  };

  it('is once after a deploy that it works, and not that it begins', () => {
    begin();
    news.stands({ state: 'idle' });
    news.stands(CONNECTING);
    assert.equal(after(2 * SECOND), 0);
    news.stands(POLLING);
    assert.equal(after(2 * SECOND), 1);
    assert.equal(after(60 * MINUTE), 0);
  });

  it('is soon after a deploy that another instance receives, and later that this one does', () => {
    begin();
    news.stands(CONNECTING);
    news.stands({ state: 'standby', holder: 'b' });
    assert.equal(after(2 * SECOND), 1);
    news.stands({ state: 'standby', holder: 'c' });
    assert.equal(after(60 * MINUTE), 0, 'whichever it is');
    news.stands(POLLING);
    assert.equal(after(6 * MINUTE), 1);
  });

  it('is a state that has lasted, and its end when that has lasted', () => {
    begin();
    news.stands(POLLING);
    after(2 * SECOND);
    news.stands(ERROR);
    assert.equal(after(4 * MINUTE), 0);
    news.stands({ ...ERROR, retryAt: 2 });
    assert.equal(after(2 * MINUTE), 1, 'a new attempt is no new state');
    news.stands(POLLING);
    assert.equal(after(4 * MINUTE), 0);
    assert.equal(after(MINUTE), 1);
  });

  it('is no state that passes, however often', () => {
    begin();
    news.stands(POLLING);
    after(2 * SECOND);
    for (let i = 0; i < 20; i += 1) {
      news.stands(ERROR);
      assert.equal(after(4 * MINUTE), 0);
      news.stands(POLLING);
      assert.equal(after(4 * MINUTE), 0);
    }
  });

  it('is also another reason', () => {
    begin(0);
    news.stands(ERROR);
    assert.equal(after(2 * SECOND), 1);
    news.stands({ state: 'error', reason: 'auth' });
    assert.equal(after(2 * SECOND), 1);
  });

  it('is a state during a deploy only if it lasts', () => {
    begin(0);
    news.stands(POLLING);
    after(2 * SECOND);
    news.stands({ state: 'idle' });
    news.stands(CONNECTING);
    assert.equal(after(30 * SECOND), 0);
    assert.equal(after(MINUTE), 1);
  });

  it('is reported at once when it needs a person, and together when it comes together', () => {
    begin();
    for (let i = 0; i < 500; i += 1) news.happened('dead');
    news.happened('quarantined');
    assert.equal(after(SECOND), 2);
    news.happened('dead');
    assert.equal(after(SECOND), 1);
  });

  it('is nothing any more once it is stopped', () => {
    begin();
    news.stands(POLLING);
    news.happened('unknown');
    news.stop();
    assert.equal(after(10 * MINUTE), 0);
  });
});
