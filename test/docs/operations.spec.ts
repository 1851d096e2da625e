import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { parse } from 'yaml';
import { healthQuery } from '../../nodes/runtime/monitor/health-query';
import { ACCEPT, METRICS, STORE_UP } from '../../nodes/runtime/monitor/metric-definitions';

const FOLDER = join(__dirname, '..', '..', 'docs', 'operations');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

interface Alert {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string };
}
interface Dashboard {
  templating: { list: { name: string; definition?: string }[] };
  panels: { id: number; title: string; targets: { expr: string }[] }[];
}

const SERIES = new Set([
  ...METRICS.map(({ name }) => name),
  STORE_UP.name,
  ...['_bucket', '_sum', '_count'].map((suffix) => ACCEPT.name + suffix),
]);
const labelsOf = (series: string): string[] => {
  const own = METRICS.find(({ name }) => name === series)?.labels ?? (series.endsWith('_bucket') ? ['le'] : []);
  return ['instance', 'job', ...(series === STORE_UP.name ? [] : ['connection', 'provider']), ...own];
};

/** Every series of a PromQL expression is one of ours, with labels that it has, and all that is opened is closed. */
function checkExpression(expression: string): void {
  const bare = expression.replace(/"[^"]*"/g, '""');
  for (const [open = '', close = ''] of ['()', '{}', '[]'].map((pair) => pair.split(''))) {
    assert.equal(bare.split(open).length, bare.split(close).length, `${open}${close} in ${expression}`);
  }
  const used = [...bare.matchAll(/\b(pushline_\w+)(?:\{([^}]*)\})?/g)];
  for (const [, series = '', matchers = ''] of used) {
    assert.ok(SERIES.has(series), `${series} in ${expression}`);
    for (const [, label = ''] of matchers.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)) {
      assert.ok(labelsOf(series).includes(label), `${label} of ${series}`);
    }
  }
  assert.ok(used.length > 0 || /\bup\{/.test(bare), expression);
}

describe('docs/operations', () => {
  it('has a file of alerts, each of which asks for what there is', () => {
    const { groups } = parse(read('pushline-alerts.yml')) as { groups: { name: string; rules: Alert[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    assert.ok(rules.length >= 10);
    assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
    for (const { expr, labels, annotations } of rules) {
      checkExpression(expr);
      assert.match(labels.severity, /^(critical|warning|info)$/);
      assert.ok(annotations.summary);
    }
  });

  it('has a dashboard, each plot of which asks for what there is', () => {
    const { panels, templating } = JSON.parse(read('grafana-dashboard.json')) as Dashboard;
    assert.ok(panels.length >= 10);
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const variables = new Set(['__rate_interval', ...templating.list.map(({ name }) => name)]);
    for (const { expr } of panels.flatMap(({ targets }) => targets)) {
      checkExpression(expr);
      for (const [, name = ''] of expr.matchAll(/\$(\w+)/g)) assert.ok(variables.has(name), `${name} in ${expr}`);
    }
  });

  it('names every metric, and none that there is not', () => {
    const section = read('README.md').split('## Metrics')[1]?.split('\n## ')[0] ?? '';
    const named = [...section.matchAll(/`(pushline_\w+)`/g)].map(([, name]) => name);
    assert.deepEqual(named.sort(), [...METRICS.map(({ name }) => name), STORE_UP.name, ACCEPT.name].sort());
  });

  it('has a compose file whose health check runs, and asks for what health takes', () => {
    const compose = parse(read('compose.yaml')) as {
      services: Record<string, { healthcheck: { test: string[] }; volumes: string[] }>;
      volumes: Record<string, unknown>;
    };
    const service = compose.services['node-red'] ?? assert.fail();
    const [, program, flag, script = ''] = service.healthcheck.test;
    assert.deepEqual([program, flag], ['node', '-e']);
    // Compose reads `$$` as `$`.
    const said = script.replaceAll('$$', '$');
    new Script(said);
    const [, query = ''] = /\/fax-sms\/health\?([^']*)'/.exec(said) ?? assert.fail();
    assert.deepEqual(healthQuery(Object.fromEntries(new URLSearchParams(query))).ignore, ['dead', 'unknown']);
    assert.ok(said.includes('process.env.PUSHLINE_MONITOR_TOKEN'));
    for (const volume of service.volumes) assert.ok((volume.split(':')[0] ?? '') in compose.volumes);
  });

  for (const page of pages) {
    it(`${page} has examples that parse`, () => {
      for (const [, language = '', body = ''] of read(page).matchAll(/```(yaml|json)\n([\s\S]*?)```/g)) {
        if (language === 'json') JSON.parse(body);
        else assert.ok(parse(body, { logLevel: 'silent' }), page);
      }
      for (const [, query = ''] of read(page).matchAll(/fax-sms\/health\?([\w=,%&]+)/g)) {
        healthQuery(Object.fromEntries(new URLSearchParams(query)));
      }
    });
  }
});
