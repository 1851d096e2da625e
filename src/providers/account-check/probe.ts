import type { Answer } from './answer';
import type { Redacted } from './redacted';

export type Verdict = 'holds' | 'differs' | 'cannot-tell';

/** What became of one assumption, and what was seen. */
export interface Finding {
  verdict: Verdict;
  seen: Redacted;
}

/** What was asked so far, by the names of the steps. Absent: it was not asked. */
export type Answers<N extends string> = Partial<Record<N, Answer>>;

/** One harmless request. */
export interface Step<N extends string> {
  name: N;
  /** undefined: what was answered before leaves nothing to ask here. */
  request: (answers: Answers<N>) => ProbeRequest | undefined;
  /** `own` is the one that the connection uses: refused, nothing more is asked. */
  login?: 'own' | 'other' | 'service' | 'none';
}

export interface ProbeRequest {
  method?: 'GET' | 'POST' | 'HEAD';
  /** Below the base URL. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number;
}

/** One assumption of docs/providers.md and how to tell whether it holds. `judge` is pure. */
export interface Probe<N extends string> {
  /** As docs/providers.md has it. */
  id: string;
  assumes: string;
  /** The last step that it has to wait for. */
  after: N;
  judge: (answers: Answers<N>) => Finding;
}

/**
 * Why an assumption cannot be checked without doing something. `ours`: what we do whatever the service does, so there is
 * nothing to check.
 */
export type Unchecked = 'sends' | 'arrives' | 'changes' | 'fails' | 'login' | 'ours';

/** The assumptions that no probe can tell. */
export type UncheckedIds = Record<Unchecked, readonly string[]>;

/** Something of the account that helps whoever reads the report. */
export interface Fact {
  name: 'channels' | 'numbers' | 'unread' | 'listed' | 'credit' | 'tls';
  value: Redacted;
}

/** All that there is to check at one provider. */
export interface AccountCheck<N extends string = string> {
  baseUrl: string;
  /** Below our webhook's address, what the provider requests first where it requests pages. */
  firstPage?: string;
  /** Of every request. */
  headers: Record<string, string>;
  /** `Authorization` by login; one that is absent is not tried. */
  logins: { own: string; other?: string | undefined; service?: string | undefined };
  steps: readonly Step<N>[];
  probes: readonly Probe<N>[];
  unchecked: UncheckedIds;
  facts: (answers: Answers<N>) => Fact[];
}
