import type { SimulatedService, SimulatorChange } from '../../src/simulator/etherfax/simulated-service';
import { sharedNow } from './shared-clock';

/** Resolves with the time (by `sharedNow`) of the simulator's next change of this type. */
export function nextChange(simulator: SimulatedService, type: SimulatorChange['type']): Promise<number> {
  return new Promise((resolve) => {
    const forget = simulator.onChange((change) => {
      if (change.type !== type) return;
      forget();
      resolve(sharedNow());
    });
  });
}
