import { isGood, mediaTypeOf, type Answer, type Answered } from './answer';
import { cannotTell, differs, either, holds, ofAnswer } from './findings';
import type { Answers, Finding, Probe } from './probe';
import { known, listed, redact, type Redacted } from './redacted';

type Named<N extends string> = Pick<Probe<N>, 'id' | 'after'>;

function answered<N extends string>(answers: Answers<N>): Answered[] {
  const all: (Answer | undefined)[] = Object.values(answers);
  return all.flatMap((answer) => (answer?.outcome === 'answered' ? [answer] : []));
}

/** Tolerates a few minutes, because the web server's clock may differ from the one that dates items. */
const MAX_SKEW_MS = 5 * 60_000;

export function clockProbe<N extends string>({ id, after }: Named<N>): Probe<N> {
  return {
    id,
    after,
    assumes: 'Its answers tell the time, and our clock is within 5 minutes of it',
    judge: (answers) => {
      const [first] = answered(answers);
      if (first === undefined) return cannotTell(redact`no answer`);
      const { skewMs } = first;
      if (skewMs === undefined) return differs(redact`no Date in its answer`);
      const side = skewMs > 0 ? redact`ahead` : redact`behind`;
      return either(
        Math.abs(skewMs) <= MAX_SKEW_MS,
        redact`its clock is ${Math.abs(skewMs) / 1_000} s ${side} of ours`,
      );
    },
  };
}

const LIMIT_HEADERS = [
  'retry-after',
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-policy',
  'ratelimit-remaining',
  'ratelimit-reset',
  'x-rate-limit-limit',
  'x-rate-limit-remaining',
  'x-rate-limit-reset',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
];

export function limitsProbe<N extends string>({ id, after }: Named<N>): Probe<N> {
  return {
    id,
    after,
    assumes: 'No rate limit is told or met by a few requests',
    judge: (answers) => {
      const all = answered(answers);
      if (all.length === 0) return cannotTell(redact`no answer`);
      if (all.some(({ status }) => status === 429)) return differs(redact`HTTP 429 to this check`);
      const names = new Set(all.flatMap(({ headers }) => [...headers.keys()]));
      const limits = [...names].flatMap((name) => known(name, LIMIT_HEADERS) ?? []);
      return limits.length === 0 ? holds(redact`no header of that kind`) : differs(redact`headers ${listed(limits)}`);
    },
  };
}

/** A request without a login must be refused with one of `statuses`, not redirected. */
export function anonymousProbe<N extends string>(named: Named<N>, statuses: readonly number[]): Probe<N> {
  return {
    ...named,
    assumes: `A request without a login gets ${statuses.map((status) => `HTTP ${status}`).join(' or ')}`,
    judge: (answers) =>
      ofAnswer(answers[named.after], (answer) =>
        either(statuses.includes(answer.status), redact`HTTP ${answer.status}, ${challengeOf(answer)}`),
      ),
  };
}

const SCHEMES = ['basic', 'bearer', 'digest', 'negotiate', 'ntlm'];

export function challengeOf({ headers }: Answered): Redacted {
  const scheme = headers.get('www-authenticate')?.trim().split(/[\s,]/, 1)[0] ?? '';
  if (scheme === '') return redact`no challenge`;
  const shown = known(scheme, SCHEMES);
  return shown === undefined ? redact`another challenge` : redact`challenge ${shown}`;
}

/** Every successful answer with a body must have one of these types. */
export function typesProbe<N extends string>(
  { id, after, assumes }: Pick<Probe<N>, 'id' | 'after' | 'assumes'>,
  steps: readonly N[],
  types: readonly string[],
): Probe<N> {
  return {
    id,
    after,
    assumes,
    judge: (answers): Finding => {
      const good = steps.flatMap((name) => {
        const answer = answers[name];
        return isGood(answer) && answer.body.trim() !== '' ? [answer] : [];
      });
      const seen = [...new Set(good.map(mediaTypeOf))];
      if (good.length === 0) return cannotTell(redact`no good answer`);
      return either(
        good.every((answer) => known(mediaTypeOf(answer), types) !== undefined),
        listed(seen),
      );
    },
  };
}
