import type { Clock } from '../../domain/clock';
import { compact } from '../../domain/compact';
import { parseRetryAfter } from '../../domain/retry-after';
import type { Answer } from './answer';
import { cannotTell } from './findings';
import type { Observer } from './observe';
import type { AccountCheck, Answers, Fact, Finding, Step } from './probe';
import { redact, type Redacted } from './redacted';

/** The time limit of a whole check. */
export const CHECK_MS = 60_000;

/** Why a check ended early. */
export type Stopped = 'login' | 'asked-to-wait' | 'no-answer' | 'too-long' | 'cancelled';

export interface CheckResult {
  facts: Fact[];
  stopped?: Stopped;
  /** How long the provider asked us to wait. */
  retryAfterMs?: number;
}

export interface RunOptions {
  observer: Observer;
  clock: Clock;
  signal: AbortSignal;
  onFinding: (id: string, finding: Finding) => void;
}

const WHY: Record<Stopped, Redacted> = {
  login: redact`not asked: the login was refused`,
  'asked-to-wait': redact`not asked: the provider wants to be left alone for now`,
  'no-answer': redact`not asked: the request before had no answer`,
  'too-long': redact`not asked: the check took too long`,
  cancelled: redact`not asked: the check was ended`,
};

/** The pause after a 429 without `Retry-After`. */
const UNNAMED_PAUSE_MS = 60_000;

/**
 * Makes the requests step by step and judges each assumption as early as possible. Ends when the connection's own
 * login is refused, because an account may be locked after several refusals. Also ends when the provider asks us to
 * wait or does not answer. Never rejects.
 */
export async function runCheck<N extends string>(check: AccountCheck<N>, options: RunOptions): Promise<CheckResult> {
  const { observer, clock, onFinding } = options;
  const deadline = new AbortController();
  const timer = clock.after(CHECK_MS, () => deadline.abort());
  const signal = AbortSignal.any([options.signal, deadline.signal]);
  const answers: Answers<N> = {};
  let stopped: Stopped | undefined;
  let retryAfterMs: number | undefined;
  try {
    for (const step of check.steps) {
      stopped ??= options.signal.aborted ? 'cancelled' : deadline.signal.aborted ? 'too-long' : undefined;
      const answer = stopped === undefined ? await ask(step) : undefined;
      if (answer !== undefined) {
        answers[step.name] = answer;
        stopped = whyStop(step, answer);
        if (stopped === 'asked-to-wait') retryAfterMs = pauseOf(answer, clock);
      }
      judge(step.name, answer === undefined && stopped !== undefined ? WHY[stopped] : undefined);
    }
  } finally {
    timer.cancel();
  }
  if (options.signal.aborted) stopped = 'cancelled';
  else if (deadline.signal.aborted) stopped = 'too-long';
  return compact({
    facts: check.facts(answers),
    stopped,
    retryAfterMs,
  });

  async function ask({ login = 'own', request }: Step<N>): Promise<Answer | undefined> {
    const authorization = login === 'none' ? undefined : check.logins[login];
    if (login !== 'none' && authorization === undefined) return undefined;
    const wanted = request(answers);
    return wanted && observer.ask(wanted, authorization, signal);
  }

  function judge(step: N, why: Redacted | undefined): void {
    for (const probe of check.probes) {
      if (probe.after !== step) continue;
      const finding = probe.judge(answers);
      onFinding(probe.id, why !== undefined && finding.verdict === 'cannot-tell' ? cannotTell(why) : finding);
    }
  }
}

function whyStop<N extends string>({ login = 'own' }: Step<N>, answer: Answer): Stopped | undefined {
  if (answer.outcome === 'unanswered') return 'no-answer';
  const { status, headers } = answer;
  if (status === 429 || (status === 503 && headers.has('retry-after'))) return 'asked-to-wait';
  if (status === 407) return 'login';
  return login === 'own' && (status === 401 || status === 403) ? 'login' : undefined;
}

function pauseOf(answer: Answer, clock: Clock): number {
  const header = answer.outcome === 'answered' ? answer.headers.get('retry-after') : undefined;
  return parseRetryAfter(header, clock.theirs()) ?? UNNAMED_PAUSE_MS;
}
