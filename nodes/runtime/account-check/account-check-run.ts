import { compact } from '../../../src/domain/compact';
import type { Clock } from '../../../src/domain/clock';
import { createObserver } from '../../../src/providers/account-check/observe';
import type { AccountCheck, Finding, UncheckedIds } from '../../../src/providers/account-check/probe';
import { cannotTell } from '../../../src/providers/account-check/findings';
import { redact } from '../../../src/providers/account-check/redacted';
import { reportAsMarkdown, type CheckReport, type Found } from '../../../src/providers/account-check/report';
import { runCheck, type CheckResult } from '../../../src/providers/account-check/run-check';
import { WEBHOOK_ASSUMPTIONS, webhookCheck } from '../../../src/providers/account-check/webhook-check';
import type { RouteOptions } from '../../../src/providers/http/dispatcher';
import { checkPush, PUSH_ASSUMPTIONS, type PushCheck } from './check-push';

/** One check of one account, from its first request to its report. */
export interface CheckPlan {
  connection: string;
  provider: AccountCheck;
  route: RouteOptions;
  push: Omit<PushCheck, 'clock' | 'signal'>;
  /** The address at which the provider has to reach us; undefined: it is not known, or the provider never calls. */
  webhook: URL | undefined;
  about: Pick<CheckReport, 'provider' | 'versions' | 'route'>;
  clock: Clock;
}

export interface CheckView {
  check: string;
  assumptions: { id: string; assumes: string; verdict?: Finding['verdict']; seen?: string }[];
  unchecked: UncheckedIds;
  done: boolean;
  stopped?: CheckResult['stopped'];
  /** The report in Markdown, once the check is done. */
  report?: string;
}

/** A check that no dialog has asked about for this long is ended: the dialog was closed without ending it. */
const ABANDONED_MS = 15_000;

export class AccountCheckRun {
  readonly #plan: CheckPlan;
  readonly #findings = new Map<string, Finding>();
  readonly #stop = new AbortController();
  readonly #assumptions: readonly { id: string; assumes: string }[];
  #result: CheckResult | undefined;
  #forgotten: { cancel(): void } | undefined;
  /** Resolves when the last request has ended; never rejects. */
  readonly finished: Promise<CheckResult>;

  constructor(
    readonly id: string,
    plan: CheckPlan,
  ) {
    this.#plan = plan;
    this.#assumptions = [...plan.provider.probes, ...PUSH_ASSUMPTIONS, ...(plan.webhook ? WEBHOOK_ASSUMPTIONS : [])];
    this.#heardFrom();
    this.finished = this.#run().then((result) => this.#end(result));
  }

  get connection(): string {
    return this.#plan.connection;
  }

  get done(): boolean {
    return this.#result !== undefined;
  }

  /** The check as a dialog shows it; also keeps it from being ended as abandoned. */
  look(): CheckView {
    if (!this.done) this.#heardFrom();
    const assumptions = this.#assumptions.map(({ id, assumes }) => ({ id, assumes, ...this.#findings.get(id) }));
    const { unchecked } = this.#plan.provider;
    if (this.#result === undefined) return { check: this.id, assumptions, unchecked, done: false };
    const { stopped } = this.#result;
    const report = this.#report(this.#result);
    return compact({ check: this.id, assumptions, unchecked, done: true, stopped, report });
  }

  end(): void {
    this.#stop.abort();
  }

  #heardFrom(): void {
    this.#forgotten?.cancel();
    this.#forgotten = this.#plan.clock.after(ABANDONED_MS, () => this.end());
  }

  async #run(): Promise<CheckResult> {
    const { provider, route, webhook } = this.#plan;
    const result = await this.#ask(provider, route);
    if (result.stopped === 'cancelled') return result;
    await this.#push();
    // Without the connection's own TLS options: the public must trust our certificate, not only this connection.
    if (webhook) await this.#ask(webhookCheck(webhook), compact({ proxy: route.proxy }));
    return result;
  }

  async #ask(check: AccountCheck, route: RouteOptions): Promise<CheckResult> {
    const { clock } = this.#plan;
    const observer = createObserver({ ...check, ...route, clock });
    const onFinding = (id: string, finding: Finding): void => void this.#findings.set(id, finding);
    try {
      return await runCheck(check, { observer, clock, signal: this.#stop.signal, onFinding });
    } finally {
      await observer.close().catch(() => undefined);
    }
  }

  async #push(): Promise<void> {
    const { push, clock } = this.#plan;
    const findings = await checkPush({ ...push, clock, signal: this.#stop.signal });
    for (const [id, finding] of Object.entries(findings)) this.#findings.set(id, finding);
  }

  #end(result: CheckResult): CheckResult {
    this.#forgotten?.cancel();
    for (const { id } of this.#assumptions) {
      if (!this.#findings.has(id)) this.#findings.set(id, cannotTell(redact`not asked`));
    }
    this.#result = result;
    return result;
  }

  #report({ facts, stopped }: CheckResult): string {
    const { about, provider, clock } = this.#plan;
    const findings: Found[] = this.#assumptions.flatMap(({ id, assumes }) => {
      const finding = this.#findings.get(id);
      return finding === undefined ? [] : [{ id, assumes, ...finding }];
    });
    const at = `${new Date(clock.wall()).toISOString().slice(0, 16)}Z`;
    const { unchecked } = provider;
    return reportAsMarkdown(compact({ ...about, at, findings, unchecked, facts, stopped }));
  }
}
