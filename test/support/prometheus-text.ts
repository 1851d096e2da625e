export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Family {
  type: string;
  help: string;
  samples: Sample[];
}

const NAME = /^[a-z_:][a-z0-9_:]*$/;
const LABELS = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
const SUFFIXES = ['_bucket', '_sum', '_count', '_total', ''];

/** Parses Prometheus' text format or (`isOpen`) OpenMetrics strictly; throws for any violation. */
export function readMetrics(text: string, { isOpen = false } = {}): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  const lines = text.split('\n').slice(0, -1);
  if (isOpen && lines.pop() !== '# EOF') throw new Error('no EOF');
  const seen = new Set<string>();
  let help: [string, string] | undefined;
  for (const line of lines) {
    if (line === '' && !isOpen) continue;
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') help = [name, rest];
    else if (kind === 'TYPE') {
      if (help?.[0] !== name || families.has(name) || !NAME.test(name)) throw new Error(`type of ${name}`);
      families.set(name, { type: rest, help: help[1], samples: [] });
    } else {
      const sample = sampleOf(line);
      const [familyName, family] = [...families].at(-1) ?? [];
      if (!family || !SUFFIXES.some((suffix) => sample.name === `${familyName ?? ''}${suffix}`)) {
        throw new Error(`not of its family: ${line}`);
      }
      const series = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
      if (seen.has(series)) throw new Error(`twice: ${line}`);
      seen.add(series);
      family.samples.push(sample);
    }
  }
  return families;
}

function sampleOf(line: string): Sample {
  const [, name = '', , inside = '', number = ''] = /^([^\s{]+)(\{(.*)\})? (\S+)$/.exec(line) ?? [];
  const value = number === '+Inf' ? Infinity : Number(number);
  if (!NAME.test(name) || number === '' || Number.isNaN(value)) throw new Error(`no sample: ${line}`);
  return { name, labels: labelsOf(inside, line), value };
}

function labelsOf(inside: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (let at = 0; at < inside.length; at = LABELS.lastIndex) {
    LABELS.lastIndex = at;
    const [, name = '', value = ''] = LABELS.exec(inside) ?? [];
    if (name === '' || name in labels) throw new Error(`labels: ${line}`);
    labels[name] = value.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  }
  return labels;
}
