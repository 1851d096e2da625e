import assert from 'node:assert/strict';
import { systemClock } from '../../../src/domain/clock';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { lookAtSocket, type SocketLook } from '../../../src/transports/push-socket/look-at-socket';

describe('lookAtSocket', () => {
  let simulator: EtherFaxSimulator;
  const clock = systemClock(50);
  const signal = new AbortController().signal;
  const look = (token: string): Promise<SocketLook> =>
    lookAtSocket({ url: new URL(simulator.pushUrl), token, maxBytes: 1_024 }, clock, signal);

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator();
  });
  afterEach(() => simulator.close());

  it('sees the hello', async () => {
    assert.deepEqual(await look(simulator.pushToken), { upgraded: true, protocol: 'known' });
  });

  it('accepts no events meanwhile: the connection gets them again', async () => {
    simulator.inject({});
    await look(simulator.pushToken);
    assert.equal(simulator.unread().length, 1);
  });

  it('tells what refused it', async () => {
    assert.deepEqual(await look('wrong'), { upgraded: false, protocol: undefined, failure: 'http-401' });
  });

  it('does not wait for ever for a hello, or for an upgrade', async () => {
    simulator.faults.set({ connection: 'no-hello', times: 1 });
    assert.deepEqual(await look(simulator.pushToken), { upgraded: true, protocol: undefined, failure: 'timeout' });
    simulator.faults.set({ connection: 'no-upgrade', times: 1 });
    assert.deepEqual(await look(simulator.pushToken), { upgraded: false, protocol: undefined, failure: 'timeout' });
  });

  it('ends when the caller aborts it', async () => {
    const stop = new AbortController();
    simulator.faults.set({ connection: 'no-hello', times: 1 });
    const target = { url: new URL(simulator.pushUrl), token: simulator.pushToken, maxBytes: 1_024 };
    const looked = lookAtSocket(target, systemClock(), stop.signal);
    stop.abort();
    assert.equal((await looked).protocol, undefined);
  });
});
