import type { Clock } from '../../../domain/clock';
import { notificationProblem, readInstructions, type ReadAnswer } from '../pages/page-answer';
import type { PageCaller, PageOrder } from '../pages/page-caller';
import type { PageResult } from '../pages/page-request';
import type { PageReference } from '../pages/parse-action';
import type { PageName } from '../actions';
import type { WireBehaviour } from '../wire-behaviour';
import type { ApplicationInstance } from './application-instance';
import { instanceInfo, type PageNews } from './instance-info';

export interface CallPagesOptions {
  clock: Clock;
  caller: PageCaller;
  behaviour: WireBehaviour;
  instance: ApplicationInstance;
  /** Make each request twice; the first answer counts. */
  twice: boolean;
}

/** Requests the pages of one call. */
export class CallPages {
  readonly #options: CallPagesOptions;

  constructor(options: CallPagesOptions) {
    this.#options = options;
  }

  /** Requests a page whose answer says what happens next. */
  steer(page: PageName, at: PageReference, news: PageNews = {}): Promise<ReadAnswer> {
    return this.steering(page, at, news)();
  }

  /**
   * Prepares such a request with the current state, to be made later. A request that gets lost counts as "no actions".
   */
  steering(page: PageName, at: PageReference, news: PageNews): () => Promise<ReadAnswer> {
    const { clock, instance, behaviour } = this.#options;
    const body = instanceInfo(instance, news, { behaviour, at: clock.now() });
    const read = (answer: Answer): ReadAnswer => readInstructions(answer, { version: behaviour.version, base: at.url });
    const problemOf = (answer: Answer): string | undefined => problemIn(read(answer));
    return async () => {
      const result = await this.#ask({ page, at, instanceId: instance.id, body, problemOf });
      if ('failed' in result) {
        return result.failed === 'lost'
          ? { actions: [], token: instance.token }
          : { problem: `the ${page} page was not answered` };
      }
      const answer = read(result);
      if ('token' in answer) instance.token = answer.token;
      return answer;
    };
  }

  /** Prepares, with the current state, a request of a page whose answer has no effect on the call. */
  notice(page: 'progress' | 'available', at: PageReference, news: PageNews): () => Promise<unknown> {
    const { clock, instance, behaviour } = this.#options;
    const { progress, version } = behaviour;
    const isProgress = page === 'progress';
    const notification = version !== '1.0' && !(isProgress && progress === 'call');
    const withCall = isProgress && !(notification && progress === 'notification');
    const body = instanceInfo(instance, news, { behaviour, at: clock.now(), notification, withCall });
    const problemOf = notification ? notificationProblem : (): undefined => undefined;
    return () => this.#ask({ page, at, instanceId: instance.id, body, problemOf });
  }

  async #ask(order: PageOrder): Promise<PageResult> {
    const { caller, twice } = this.#options;
    const result = await caller.ask(order);
    if (twice) await caller.ask(order);
    return result;
  }
}

interface Answer {
  status: number;
  body: Buffer;
}

function problemIn(answer: ReadAnswer): string | undefined {
  return 'problem' in answer ? answer.problem : undefined;
}
