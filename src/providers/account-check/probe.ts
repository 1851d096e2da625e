import type { Answer } from './answer';
import type { Redacted } from './redacted';

export type Verdict = 'holds' | 'differs' | 'cannot-tell';

/** Whether one assumption holds, and what was seen. */
export interface Finding {
  verdict: Verdict;
  seen: Redacted;
}

/** The answers so far, by step. A step that made no request has none. */
export type Answers<N extends string> = Partial<Record<N, Answer>>;

/** One harmless request. */
export interface Step<N extends string> {
  name: N;
  /** Returns undefined when, after the answers so far, there is nothing to ask. */
  request: (answers: Answers<N>) => ProbeRequest | undefined;
  /** The login to use. `own`, the default, is the connection's; if it is refused, the check ends. */
  login?: 'own' | 'other' | 'service' | 'none';
}

export interface ProbeRequest {
  method?: 'GET' | 'POST' | 'HEAD';
  /** Relative to the base URL. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number;
}

/** One assumption of docs/providers.md and how to check it. `judge` is pure. */
export interface Probe<N extends string> {
  /** The id in docs/providers.md. */
  id: string;
  assumes: string;
  /** The last step whose answer it needs. */
  after: N;
  judge: (answers: Answers<N>) => Finding;
}

/**
 * Why a check without side effects cannot tell (the texts are in report.ts). `ours`: a choice of ours that
 * does not depend on the service.
 */
export type Unchecked = 'sends' | 'arrives' | 'changes' | 'fails' | 'login' | 'ours';

/** The assumptions that no probe can check. */
export type UncheckedIds = Record<Unchecked, readonly string[]>;

/** A fact about the account that helps the reader of the report. */
export interface Fact {
  name: 'channels' | 'numbers' | 'unread' | 'listed' | 'credit' | 'tls';
  value: Redacted;
}

/** Everything to check at one provider. */
export interface AccountCheck<N extends string = string> {
  baseUrl: string;
  /** For a provider that requests pages: the suffix of the first one, below our webhook's address. */
  firstPage?: string;
  /** Sent with every request. */
  headers: Record<string, string>;
  /** The `Authorization` header of each login. Steps with a login that is missing here are skipped. */
  logins: { own: string; other?: string | undefined; service?: string | undefined };
  steps: readonly Step<N>[];
  probes: readonly Probe<N>[];
  unchecked: UncheckedIds;
  facts: (answers: Answers<N>) => Fact[];
}
