import type { Fact, Finding, Unchecked, UncheckedIds, Verdict } from './probe';
import type { Stopped } from './run-check';

/** The result of a check, to be written into an issue. All texts are redacted or our own. */
export interface CheckReport {
  provider: string;
  /** The versions of this package, Node.js and Node-RED. */
  versions: { package: string; node: string; nodeRed: string };
  /** How the provider is reached: with a custom address or TLS options, through a proxy, or the simulator. */
  route: { ownAddress: boolean; tls: boolean; proxy: boolean; simulator: boolean };
  /** ISO 8601, to the minute. */
  at: string;
  findings: readonly Found[];
  unchecked: UncheckedIds;
  facts: readonly Fact[];
  stopped?: Stopped;
}

export interface Found extends Finding {
  id: string;
  assumes: string;
}

const VERDICTS: Record<Verdict, string> = { holds: 'holds', differs: '**differs**', 'cannot-tell': 'cannot tell' };

const WHY_UNCHECKED: Record<Unchecked, string> = {
  sends: 'only sending shows it',
  arrives: 'shows only when something comes in',
  changes: 'asking would mark, lock, write or delete something',
  fails: 'shows only while the service fails',
  login: 'would take a wrong login, which may count against the account',
  ours: 'our own choice, whatever the service does',
};

const STOPPED: Record<Stopped, string> = {
  login: 'The login was refused, so nothing more was asked.',
  'asked-to-wait': 'The provider asked to be left alone, so nothing more was asked.',
  'no-answer': 'A request had no answer, so nothing more was asked.',
  'too-long': 'The check took longer than a minute, so it was ended.',
  cancelled: 'The check was ended before it was done.',
};

const FACTS: Record<Fact['name'], string> = {
  channels: 'fax channels',
  numbers: 'own numbers',
  unread: 'unread',
  listed: 'received faxes in the media store',
  credit: 'messages left',
  tls: 'connection',
};

export function reportAsMarkdown(report: CheckReport): string {
  const { provider, versions, route, at, findings, unchecked, facts, stopped } = report;
  const count = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  const lines = [
    `### Account check: ${provider}${route.simulator ? ' (simulator)' : ''}`,
    '',
    `- ${at}; Pushline ${versions.package}, Node-RED ${versions.nodeRed}, Node.js ${versions.node}`,
    `- address: ${route.ownAddress ? 'set by hand' : "the vendor's own"}; own TLS: ${yesNo(route.tls)}; proxy: ${yesNo(route.proxy)}`,
    `- ${count('holds')} hold, ${count('differs')} differ, ${count('cannot-tell')} could not be decided`,
    ...facts.map(({ name, value }) => `- ${FACTS[name]}: ${value}`),
    ...(stopped === undefined ? [] : ['', STOPPED[stopped]]),
    '',
    '| id | assumed | verdict | seen |',
    '| --- | --- | --- | --- |',
    ...[...findings].sort(byId).map((one) => `| ${one.id} | ${one.assumes} | ${VERDICTS[one.verdict]} | ${one.seen} |`),
    '',
    'Not checked:',
    ...uncheckedLines(unchecked),
  ];
  return `${lines.join('\n')}\n`;
}

function uncheckedLines(unchecked: UncheckedIds): string[] {
  return entriesOf(unchecked)
    .filter(([, ids]) => ids.length > 0)
    .map(([why, ids]) => `- ${ids.join(', ')}: ${WHY_UNCHECKED[why]}`);
}

function entriesOf(unchecked: UncheckedIds): [Unchecked, readonly string[]][] {
  return Object.entries(unchecked) as [Unchecked, readonly string[]][];
}

function byId(one: Found, other: Found): number {
  return one.id < other.id ? -1 : 1;
}

function yesNo(is: boolean): string {
  return is ? 'yes' : 'no';
}
