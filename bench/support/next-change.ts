import type { SimulatedService, SimulatorChange } from '../../src/simulator/etherfax/simulated-service';
import { sharedNow } from './shared-clock';

/** Resolves when something of that type happens next at the simulator, with the time by `sharedNow`. */
export function nextChange(simulator: SimulatedService, type: SimulatorChange['type']): Promise<number> {
  return new Promise((resolve) => {
    const forget = simulator.onChange((change) => {
      if (change.type !== type) return;
      forget();
      resolve(sharedNow());
    });
  });
}
