import { compact } from '../../../domain/compact';
import type { Clock } from '../../../domain/clock';
import type { ChosenOutcome } from '../../chosen-outcome';
import type { Waits } from '../../waits';
import type { MediaStore } from '../media-store';
import type { PageCaller } from '../pages/page-caller';
import type { PageReference } from '../pages/parse-action';
import type { WireBehaviour } from '../wire-behaviour';
import { createInstance, type ApplicationInstance, type NewCall } from './application-instance';
import type { IncomingFax } from './received-fax';
import { RestApplication } from './rest-application';
import { planFor, type CallPlan } from './special-numbers';

export interface CallsOptions {
  clock: Clock;
  waits: Waits;
  caller: PageCaller;
  store: MediaStore;
  behaviour: WireBehaviour;
  stepMs: number;
  outcome: ChosenOutcome;
  /** Must not throw. */
  onChange: (change: CallChange) => void;
}

export type CallChange = { type: 'call'; instanceId: string; direction: 'in' | 'out'; state: 'started' | 'finished' };

export type Interruption =
  { result: 'interrupted'; action?: string } | { result: 'no such application' | 'application already completed' };

/** All calls, running and finished, in the order in which they began. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #all = new Map<string, RestApplication>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Begins an inbound call. */
  receive(call: Omit<NewCall, 'direction'>, plan: CallPlan, fax: IncomingFax): ApplicationInstance {
    return this.#start({ ...call, direction: 'in' }, plan, fax);
  }

  /** How a call to this number will go. */
  planFor(to: string): CallPlan | 'no-credit' {
    const earlierCalls = this.instances().filter((call) => call.direction === 'out' && call.to === to).length;
    return planFor(this.#options.outcome.standInFor(to), { earlierCalls });
  }

  /** Begins an outbound call. */
  dial(call: Omit<NewCall, 'direction'>, plan: CallPlan): ApplicationInstance {
    return this.#start({ ...call, direction: 'out' }, plan);
  }

  find(instanceId: string): ApplicationInstance | undefined {
    return this.#all.get(instanceId)?.instance;
  }

  instances(): ApplicationInstance[] {
    return [...this.#all.values()].map(({ instance }) => instance);
  }

  interrupt(instanceId: string, redirect?: PageReference): Interruption {
    const application = this.#all.get(instanceId);
    if (!application) return { result: 'no such application' };
    if (application.instance.stoppedAt !== undefined) return { result: 'application already completed' };
    const action = application.interrupt(redirect);
    return compact({ result: 'interrupted', action });
  }

  end(): void {
    for (const application of this.#all.values()) application.end();
  }

  #start(call: NewCall, plan: CallPlan, fax?: IncomingFax): ApplicationInstance {
    const { clock, onChange, ...options } = this.#options;
    const instance = createInstance(call, clock.now());
    const application = new RestApplication(compact({ ...options, clock, instance, plan, fax }));
    const { id: instanceId, direction } = instance;
    this.#all.set(instanceId, application);
    onChange({ type: 'call', instanceId, direction, state: 'started' });
    const finish = (): void => {
      instance.stoppedAt ??= clock.now();
      onChange({ type: 'call', instanceId, direction, state: 'finished' });
    };
    // `run` rejects only if a listener throws.
    application.run().then(finish, finish);
    return instance;
  }
}
