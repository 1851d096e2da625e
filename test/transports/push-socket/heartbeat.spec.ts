import assert from 'node:assert/strict';
import { startHeartbeat } from '../../../src/transports/push-socket/heartbeat';
import { FakeClock } from '../../support/fake-clock';

describe('the heartbeat', () => {
  function start({ scale = 1 } = {}) {
    const clock = new FakeClock();
    clock.scale = scale;
    const link = { bytes: 0, paused: false, pings: 0, deaths: 0 };
    const stop = startHeartbeat({
      clock,
      bytesRead: () => link.bytes,
      isPaused: () => link.paused,
      ping: () => (link.pings += 1),
      onDead: () => (link.deaths += 1),
    });
    return { clock, link, stop };
  }

  it('pings every 25 s', () => {
    const { clock, link } = start();
    clock.advance(24_999);
    assert.equal(link.pings, 0);
    clock.advance(1);
    assert.equal(link.pings, 1);
    link.bytes += 2;
    clock.advance(25_000);
    assert.equal(link.pings, 2);
  });

  it('finds the link dead after 2.5 intervals without a byte, once, and not before', () => {
    const { clock, link } = start();
    clock.advance(62_499);
    assert.equal(link.deaths, 0);
    clock.advance(1);
    assert.equal(link.deaths, 1);
    clock.advance(3_600_000);
    assert.equal(link.deaths, 1);
    assert.equal(clock.pending, 0);
  });

  it('gives the other side five real seconds, whatever the time scale', () => {
    const { clock, link } = start({ scale: 200 });
    clock.advance(4_999);
    assert.equal(link.deaths, 0);
    clock.advance(1);
    assert.equal(link.deaths, 1);
  });

  it('counts any byte as life', () => {
    const { clock, link } = start();
    for (let i = 0; i < 100; i += 1) {
      clock.advance(50_000);
      link.bytes += 1;
    }
    assert.equal(link.deaths, 0);
  });

  it('does not take our own pause for the silence of the other side', () => {
    const { clock, link } = start();
    link.paused = true;
    clock.advance(3_600_000);
    assert.equal(link.deaths, 0);
    link.paused = false;
    clock.advance(62_500);
    assert.equal(link.deaths, 1);
  });

  it('leaves no timer once stopped', () => {
    const { clock, stop } = start();
    clock.advance(30_000);
    stop();
    assert.equal(clock.pending, 0);
  });
});
