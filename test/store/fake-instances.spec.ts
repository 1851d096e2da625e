import { sharingContract } from '../contract/sharing';
import { FakeClock } from '../support/fake-clock';
import { FakeInstances } from '../support/fake-instances';

sharingContract('A fake', () => {
  const instances = new FakeInstances(new FakeClock());
  return Promise.resolve({
    join(instance) {
      const sharing = instances.join(instance);
      return Promise.resolve({
        sharing,
        close() {
          sharing.leave();
          return Promise.resolve();
        },
        cut: () => sharing.die(),
        mend: () => sharing.revive(),
        blink: () => undefined,
      });
    },
    destroy: () => Promise.resolve(),
  });
});
