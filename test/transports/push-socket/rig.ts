import type { Log } from '../../../src/domain/log';
import { createAttemptBudget } from '../../../src/transports/push-socket/attempt-budget';
import {
  createPushSocket,
  type PushSocket,
  type PushSocketHandlers,
  type PushSocketOptions,
} from '../../../src/transports/push-socket/push-socket';
import type { PushEvent } from '../../../src/transports/push-socket/accept-frames';
import type { PushState } from '../../../src/transports/push-socket/push-state';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../until';

type RigOptions = Partial<Omit<PushSocketOptions, 'handlers' | 'clock' | 'log'>> & {
  url: string;
  handlers?: Partial<PushSocketHandlers>;
  /** Of its time. */
  scale?: number;
};

/** A push socket with a fake clock, and everything it told its handlers. */
export class Rig {
  readonly clock = new FakeClock();
  readonly events: PushEvent[] = [];
  readonly states: PushState[] = [];
  readonly kept: { reason: string; body: string }[] = [];
  readonly log: string[] = [];
  readonly push: PushSocket;
  lives = 0;

  constructor({ handlers, scale = 1, ...options }: RigOptions) {
    this.clock.scale = scale;
    const line = (text: string): void => void this.log.push(text);
    const log: Log = { info: line, warn: line, error: line };
    this.push = createPushSocket({
      token: 'token-canary',
      maxBytes: 1024 * 1024,
      random: () => 0.5,
      budget: createAttemptBudget({ perMinute: 1_000, burst: 1_000 }),
      ...options,
      clock: this.clock,
      log,
      handlers: {
        onEvent: (event) => {
          this.events.push(event);
          return Promise.resolve(undefined);
        },
        onUnintelligible: (reason, body) => {
          this.kept.push({ reason, body: body.toString() });
          return Promise.resolve();
        },
        onLive: () => (this.lives += 1),
        onState: (state) => this.states.push(state),
        ...handlers,
      },
    });
  }

  get state(): PushState {
    return this.push.state;
  }

  reached(name: PushState['name']): Promise<void> {
    return until(() => this.state.name === name, `the state is ${name}`);
  }

  /** Waits for a failure and gives its reason and how long the socket will wait. */
  async failed(): Promise<{ name: string; reason: string; waitMs: number }> {
    await until(() => 'retryAt' in this.state, 'the socket has failed');
    const { state } = this;
    if (!('retryAt' in state)) throw new Error('no longer failed');
    return { name: state.name, reason: state.reason, waitMs: state.retryAt - this.clock.now() };
  }

  /** Lets the wait that `failed` tells pass. */
  retry(): void {
    if (!('retryAt' in this.state)) throw new Error(`nothing to wait for: ${this.state.name}`);
    this.clock.advance(this.state.retryAt - this.clock.now());
  }

  /** Stops; time passes meanwhile, for a server that does not answer our close. */
  async stop(): Promise<void> {
    const stopping = this.push.stop();
    const time = setInterval(() => this.clock.advance(500), 5);
    await stopping;
    clearInterval(time);
  }
}
