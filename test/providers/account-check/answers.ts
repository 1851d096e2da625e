import assert from 'node:assert/strict';
import type { Answered } from '../../../src/providers/account-check/answer';
import type { AccountCheck, Answers, Finding } from '../../../src/providers/account-check/probe';

interface Given {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  ms?: number;
  skewMs?: number | undefined;
  isCut?: boolean;
}

export function answer(body: unknown, { status = 200, type, headers = {}, ms = 40, ...more }: Given = {}): Answered {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const contentType =
    type ?? (text.startsWith('<') ? 'application/xml; charset=utf-8' : 'application/json; charset=utf-8');
  return {
    outcome: 'answered',
    status,
    headers: new Map([['content-type', contentType], ...Object.entries(headers)]),
    body: text,
    isCut: more.isCut ?? false,
    ms,
    skewMs: 'skewMs' in more ? more.skewMs : 1_000,
  };
}

export function judged<N extends string>({ probes }: AccountCheck<N>, id: string, answers: Answers<N>): Finding {
  const probe = probes.find((one) => one.id === id);
  if (probe === undefined) throw new Error(`no probe ${id}`);
  return probe.judge(answers);
}

/** Each probe judges by what it was answered. `otherwise`: for each, answers that break what it assumes. */
export function describeProbes<N extends string>(
  check: AccountCheck<N>,
  asDocumented: Answers<N>,
  otherwise: Readonly<Record<string, readonly Answers<N>[]>>,
): void {
  for (const { id, assumes } of check.probes) {
    it(`${id} holds as documented: ${assumes}`, () => {
      const { verdict, seen } = judged(check, id, asDocumented);
      assert.equal(verdict, 'holds', seen);
    });

    it(`${id} differs where the service answers otherwise`, () => {
      const cases = otherwise[id] ?? [];
      assert.ok(cases.length > 0, 'no case breaks it');
      for (const answers of cases) assert.equal(judged(check, id, answers).verdict, 'differs', JSON.stringify(answers));
    });

    it(`${id} says that it cannot tell where nothing was answered`, () => {
      assert.equal(judged(check, id, {}).verdict, 'cannot-tell');
    });
  }
}
