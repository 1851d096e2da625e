import assert from 'node:assert/strict';
import { describeSending } from '../../contract/sending';
import { Rig } from './rig';

describeSending('Aculab, fax', async () => {
  const rig = await Rig.start();
  assert(rig.provider.fax);
  return {
    service: rig.provider.fax,
    outgoing: () => rig.outgoing(),
    strike: (fault) => rig.simulator.faults.set({ action: 'service_start', ...fault }),
    requests: () => rig.simulator.requests().service_start ?? 0,
    taken: () => rig.simulator.calls().length,
    hangUp: () => rig.simulator.close(),
    close: () => rig.close(),
  };
});

describeSending('Aculab, SMS', async () => {
  const rig = await Rig.start();
  assert(rig.provider.sms);
  return {
    service: rig.provider.sms,
    outgoing: () => rig.sms(),
    strike: (fault) => rig.simulator.faults.set({ action: 'msg_send', ...fault }),
    requests: () => rig.simulator.requests().msg_send ?? 0,
    taken: () => rig.simulator.sent().length,
    hangUp: () => rig.simulator.close(),
    close: () => rig.close(),
  };
});
