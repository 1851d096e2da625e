import { compact } from '../../../domain/compact';
import type { Clock } from '../../../domain/clock';
import { pause } from '../../../work/pause';
import type { Waits } from '../../waits';
import type { MediaStore } from '../media-store';
import type { Instructions } from '../pages/page-answer';
import type { PageCaller } from '../pages/page-caller';
import type { Action, PageReference, ReceiveFax, SendFax } from '../pages/parse-action';
import { wireName } from '../stored-name';
import type { WireBehaviour } from '../wire-behaviour';
import type { ApplicationInstance, CallEnd } from './application-instance';
import { CallPages } from './call-pages';
import { transferProgress, transferResult, type TransferFacts } from './fax-outcome';
import { transferFax } from './fax-transfer';
import { fetchDocument } from './fetch-document';
import type { PageNews } from './instance-info';
import { storeReceivedFax, type IncomingFax } from './received-fax';
import { COMPLETED, type CallPlan } from './special-numbers';

export interface RestApplicationOptions {
  clock: Clock;
  waits: Waits;
  caller: PageCaller;
  store: MediaStore;
  behaviour: WireBehaviour;
  /** How long dialling, negotiating and each page take. */
  stepMs: number;
  instance: ApplicationInstance;
  plan: CallPlan;
  /** Only for an inbound call. */
  fax?: IncomingFax;
}

type AnsweredPlan = Extract<CallPlan, { outcome: 'answered' }>;
/** What follows an action: further instructions from a page, the end, a problem, or that the action was stopped. */
type Onward = Instructions | 'over' | { problem: string } | { stopped: string };

/** Runs one call: requests the customer's pages and performs the actions in their answers. */
export class RestApplication {
  readonly #options: RestApplicationOptions;
  readonly instance: ApplicationInstance;
  readonly #pages: CallPages;
  readonly #ended = new AbortController();
  #action = new AbortController();
  #current: string | undefined;
  /** The application has been asked to stop, or to go on with another page. */
  #stopping: { redirect?: PageReference | undefined } | undefined;
  /** Requests of the pattern `reordered`, which are made after the final page. */
  readonly #held: (() => Promise<unknown>)[] = [];

  constructor(options: RestApplicationOptions) {
    this.#options = options;
    const { clock, caller, behaviour, instance, plan } = options;
    const twice = plan.outcome === 'answered' && plan.pattern === 'twice';
    this.instance = instance;
    this.#pages = new CallPages({ clock, caller, behaviour, instance, twice });
  }

  /** Runs the whole call. Never rejects. */
  async run(): Promise<void> {
    const { clock, caller, stepMs, plan, instance } = this.#options;
    const { signal } = this.#ended;
    await caller.reachable();
    if (instance.direction === 'out') await pause(clock, stepMs, signal);
    if (signal.aborted) return;
    switch (plan.outcome) {
      case 'failed':
        await this.#final(plan.end);
        break;
      case 'error':
        this.#answer();
        await this.#pages.steer('first', caller.servicePage('first'));
        await this.#fail(plan.result);
        break;
      case 'answered':
        if (instance.direction === 'out') this.#answer();
        await this.#follow(plan);
        break;
    }
    for (const ask of this.#held) await ask();
    instance.stoppedAt = clock.now();
  }

  /**
   * Interrupts the call, which goes on with the page `redirect` or ends. Returns the action that was stopped, if any.
   */
  interrupt(redirect?: PageReference): string | undefined {
    this.#stopping = { redirect };
    this.#action.abort();
    return this.#current;
  }

  /** Ends the call silently, because the simulator closes. */
  end(): void {
    this.#ended.abort();
    this.#action.abort();
  }

  async #follow(plan: AnsweredPlan): Promise<void> {
    let said: Onward = await this.#pages.steer('first', this.#options.caller.servicePage('first'));
    while (!this.#ended.signal.aborted) {
      const stopping = this.#stopping;
      this.#stopping = undefined;
      const news = newsOfStop(said);
      if (stopping?.redirect) said = await this.#pages.steer('redirect', stopping.redirect, news);
      else if (stopping || (typeof said === 'object' && 'stopped' in said)) return this.#final(COMPLETED, news);
      else if (said === 'over') return this.#final(plan.end);
      else if ('problem' in said) return this.#fail(said.problem);
      else said = await this.#perform(said.actions, plan);
    }
  }

  /** Performs actions one after the other, until one leads to a page whose answer replaces the rest. */
  async #perform(actions: readonly Action[], plan: AnsweredPlan): Promise<Onward> {
    for (const action of actions) {
      if (action.kind === 'reject' || action.kind === 'hang_up') return 'over';
      this.#answer();
      if (action.kind === 'answer') continue;
      this.#action = new AbortController();
      this.#current = action.kind;
      const onward = action.kind === 'send_fax' ? await this.#send(action, plan) : await this.#receive(action, plan);
      this.#current = undefined;
      if (onward !== 'next') return onward;
    }
    return 'over';
  }

  async #receive(action: ReceiveFax, plan: AnsweredPlan): Promise<Onward | 'next'> {
    const { fax, store, clock, instance } = this.#options;
    if (!fax) return { problem: 'receive_fax is for inbound calls' };
    const facts = { direction: 'in' as const, plan: plan.transfer, pages: 0, id: action.id };
    const done = await this.#transfer(action, plan, { facts, totalPages: fax.pages });
    if (done === 'interrupted') return { stopped: action.kind };
    const { pages } = done;
    const at = clock.now();
    const filename =
      pages > 0 ? storeReceivedFax(fax, { store, instance, at, pages, cipher: action.cipher }) : undefined;
    if (filename !== undefined && action.availablePage) this.#announce(action, filename, action.availablePage);
    return this.#next(action, plan, { ...facts, pages, filename });
  }

  async #send(action: SendFax, plan: AnsweredPlan): Promise<Onward | 'next'> {
    const { caller, store, instance } = this.#options;
    if (instance.direction !== 'out') return { problem: 'send_fax is for outbound calls' };
    const { signal } = this.#action;
    const document = await fetchDocument(action, { caller, store, instanceId: instance.id });
    if (signal.aborted) return { stopped: action.kind };
    if ('problem' in document) return document;
    const facts = { direction: 'out' as const, plan: plan.transfer, pages: 0, id: undefined };
    const done = await this.#transfer(action, plan, { facts, totalPages: document.pages });
    if (done === 'interrupted') return { stopped: action.kind };
    instance.document = document.bytes;
    return this.#next(action, plan, { ...facts, pages: done.pages });
  }

  #transfer(
    action: ReceiveFax | SendFax,
    plan: AnsweredPlan,
    { facts, totalPages }: { facts: TransferFacts; totalPages: number },
  ): Promise<{ pages: number } | 'interrupted'> {
    const { clock, stepMs, behaviour } = this.#options;
    const onProgress = async (pages: number): Promise<void> => {
      const { progressPage: at } = action;
      if (!at || plan.pattern === 'final-only' || plan.pattern === 'first-only') return;
      const progress = transferProgress({ ...facts, pages }, behaviour);
      const ask = this.#pages.notice('progress', at, { action_progress: { action: action.kind, progress } });
      if (plan.pattern === 'reordered') this.#held.unshift(ask);
      else await ask();
    };
    return transferFax({ plan: plan.transfer, totalPages, clock, stepMs, signal: this.#action.signal, onProgress });
  }

  /** Requests the next page; without one goes on with the next action. */
  async #next(action: ReceiveFax | SendFax, plan: AnsweredPlan, facts: TransferFacts): Promise<Onward | 'next'> {
    const { nextPage } = action;
    if (['no-next', 'final-only', 'first-only'].includes(plan.pattern)) return 'over';
    if (!nextPage) return 'next';
    const result = transferResult(facts, this.#options.behaviour);
    const news = { action_result: { action: action.kind, result } };
    if (plan.pattern !== 'reordered') return this.#pages.steer('next', nextPage, news);
    this.#held.unshift(this.#pages.steering('next', nextPage, news));
    return 'over';
  }

  /** Requests the fax-available page when the stored fax has become available. The call does not wait for it. */
  #announce({ id }: ReceiveFax, filename: string, at: PageReference): void {
    const { fax, waits, behaviour, store } = this.#options;
    if (fax?.available === 'never') return;
    const inResult = behaviour.availableId === 'result';
    const news: PageNews = {
      action_result: compact({
        action: 'receive_fax',
        id: inResult ? undefined : id,
        result: compact({ id: inResult ? id : undefined, [behaviour.filename]: wireName(filename, behaviour) }),
      }),
    };
    const ask = this.#pages.notice('available', at, news);
    waits.after(fax?.available === 'early' ? 0 : store.propagationMs, () => void ask());
  }

  #answer(): void {
    const { clock, instance } = this.#options;
    instance.state = 'answered';
    instance.answeredAt ??= clock.now();
  }

  async #fail(result: string): Promise<void> {
    await this.#pages.steer('error', this.#options.caller.servicePage('error'), { error_result: { result } });
    await this.#final({ cause: 'dropped', rawCause: '200' });
  }

  async #final(end: CallEnd, news: PageNews = {}): Promise<void> {
    const { instance, caller, plan } = this.#options;
    instance.end = end;
    instance.state = 'idle';
    if (plan.outcome === 'answered' && plan.pattern === 'first-only') return;
    await this.#pages.steer('final', caller.servicePage('final'), news);
  }
}

function newsOfStop(said: Onward): PageNews {
  if (said === 'over' || !('stopped' in said)) return {};
  return { action_result: { action: said.stopped, interrupted: true } };
}
