import assert from 'node:assert/strict';
import { Connecting } from '../support/connecting';
import { eventually } from '../support/eventually';
import { receivedFax } from '../support/events';
import { FakeInstances } from '../support/fake-instances';

describe('a connection beside other instances', () => {
  let connecting: Connecting;
  afterEach(() => connecting.close());

  it('shows what is open after another one has changed it', async () => {
    connecting = await Connecting.prepare({ pushes: false });
    const { clock, store, take } = connecting.inbox;
    const instances = new FakeInstances(clock);
    const sharing = instances.join('node-red-1');
    const other = instances.join('node-red-2');
    await connecting.restart({ store: { ...store, sharing } });
    await connecting.reached('polling');
    await connecting.pass(2_000);
    await take(receivedFax('a'));
    await connecting.pass(2_000);
    assert.equal(connecting.state.backlog, undefined);
    instances.wrote(other);
    clock.advance(1_000);
    await eventually('it is counted', () => connecting.state.backlog?.fax.waiting === 1);
  });
});
