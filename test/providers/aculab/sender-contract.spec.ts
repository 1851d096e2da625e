import assert from 'node:assert/strict';
import { describeSender } from '../../contract/sender';
import { Rig } from './rig';

describeSender('Aculab, fax', async () => {
  const rig = await Rig.start();
  assert(rig.provider.fax);
  return {
    sender: rig.provider.fax,
    outgoing: () => rig.outgoing(),
    strike: (fault) => rig.simulator.faults.set({ action: 'service_start', ...fault }),
    requests: () => rig.simulator.requests().service_start ?? 0,
    taken: () => rig.simulator.calls().length,
    hangUp: () => rig.simulator.close(),
    close: () => rig.close(),
  };
});

describeSender('Aculab, SMS', async () => {
  const rig = await Rig.start();
  assert(rig.provider.sms);
  return {
    sender: rig.provider.sms,
    outgoing: () => rig.sms(),
    strike: (fault) => rig.simulator.faults.set({ action: 'msg_send', ...fault }),
    requests: () => rig.simulator.requests().msg_send ?? 0,
    taken: () => rig.simulator.sent().length,
    hangUp: () => rig.simulator.close(),
    close: () => rig.close(),
  };
});
