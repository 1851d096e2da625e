import assert from 'node:assert/strict';
import { inject, type RunningSimulator } from '../../../../nodes/runtime/simulated/simulators';
import type { ConnectionState } from '../../../../src/connection/connection-state';

describe('a simulator on an instance that stands by', () => {
  const arrived: unknown[] = [];
  const simulator = {
    outcomes: {},
    endSendsAs: () => undefined,
    inject: (item: unknown) => {
      arrived.push(item);
      return 'id-1';
    },
  } as unknown as RunningSimulator;
  const at = (state: ConnectionState, item: Record<string, unknown>) =>
    inject({ simulator, connection: { state } }, item);
  const STANDBY: ConnectionState = { state: 'standby', holder: 'node-red-2' };

  beforeEach(() => arrived.splice(0));

  for (const item of [{ kind: 'fax' }, { kind: 'outcome', sends: 'sms', outcome: '' }]) {
    it(`takes no ${item.kind}, which only the holder would ask for or send, and says who that is`, async () => {
      await assert.rejects(at(STANDBY, item), /node-red-2/);
      assert.deepEqual(arrived, []);
      await at({ state: 'polling' }, item);
    });
  }

  it('takes an SMS, whose webhook comes here', async () => {
    await at(STANDBY, { kind: 'sms' });
    assert.equal(arrived.length, 1);
  });
});
