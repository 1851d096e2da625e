import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { parse } from 'yaml';
import { healthQuery } from '../../nodes/runtime/monitor/health-query';
import { ACCEPT, METRICS, STORE_UP } from '../../nodes/runtime/monitor/metric-definitions';
import { recipe } from '../e2e/support/shared-recipe';

const FOLDER = join(__dirname, '..', '..', 'docs', 'operations');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

interface Alert {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string };
}
interface Container {
  env: { name: string }[];
  readinessProbe: { exec: { command: string[] } };
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

  describe('shared', () => {
    const env = Object.fromEntries(recipe.variables().map((name) => [name, 'secret']));
    const compose = recipe.compose(env);
    const used = [recipe.read('flows.json'), recipe.read('settings.js')].join();
    const variables = new Set(
      [...used.matchAll(/\$\{(\w+)\}|process\.env\.(\w+)|env\.get\('(\w+)'\)/g)].map(
        ([, inText, inSettings, inFunction]) => inText ?? inSettings ?? inFunction ?? '',
      ),
    );

    /** A health check in a shell is nobody's script of ours. */
    function checkHealthScript([program = '', flag = '', script = '']: readonly string[]): void {
      assert.deepEqual([program, flag], ['node', '-e']);
      new Script(script);
      const [, query = ''] = /\/in\/fax-sms\/health\?([^']*)'/.exec(script) ?? assert.fail();
      const { graceMs, ignore } = healthQuery(Object.fromEntries(new URLSearchParams(query)));
      assert.deepEqual(ignore, ['dead', 'unknown']);
      assert.ok(graceMs >= 24 * 60 * 60_000, 'a provider that is down closes no way');
    }

    it('has a compose file that names what there is, and gives the flows what they ask for', () => {
      const services = Object.entries(compose.services);
      const ours = services.filter(([, { build }]) => build !== undefined);
      assert.equal(ours.length, 2);
      assert.ok(variables.has('INSTANCE') && variables.has('DATABASE_URL'));
      for (const [name, { environment = {}, healthcheck, depends_on: on = [] }] of ours) {
        for (const variable of variables) assert.ok(environment[variable], `${variable} of ${name}`);
        assert.ok(environment['PUSHLINE_MONITOR_TOKEN']);
        checkHealthScript(healthcheck?.test.slice(1) ?? []);
        for (const other of Object.keys(on)) assert.ok(other in compose.services, other);
        const host = new URL(environment['DATABASE_URL'] ?? '').hostname;
        assert.ok(host in compose.services, host);
      }
      assert.equal(new Set(ours.map(([, { environment }]) => environment?.['INSTANCE'])).size, ours.length);
      for (const [, { volumes = [] }] of services) {
        for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
          if (source.startsWith('./')) assert.ok(existsSync(join(recipe.folder, source)), source);
          else assert.ok(source in compose.volumes, source);
        }
      }
      const database = compose.services['database']?.environment ?? {};
      const url = new URL(ours[0]?.[1].environment?.['DATABASE_URL'] ?? '');
      assert.deepEqual(
        [url.username, url.password, url.pathname],
        [database['POSTGRES_USER'], database['POSTGRES_PASSWORD'], `/${database['POSTGRES_DB']}`],
      );
    });

    it('has an image made of files that are there, with the package as users install it', () => {
      const lines = recipe.read('Dockerfile').split('\n');
      const copied = lines.flatMap((line) => /^COPY (?:--\S+ )*(.*) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
      assert.deepEqual(copied, ['settings.js', 'flows*.json']);
      for (const file of ['settings.js', 'flows.json']) assert.ok(existsSync(join(recipe.folder, file)), file);
      const { name, version } = JSON.parse(readFileSync(join(FOLDER, '../../package.json'), 'utf8')) as Record<
        string,
        string
      >;
      assert.ok(lines.some((line) => line.startsWith('RUN npm install ') && line.endsWith(` ${name}@${version}`)));
    });

    it('has an nginx that leads to both, below the root of the flows', () => {
      const nginx = recipe.read('nginx.conf');
      const upstreams = [...nginx.matchAll(/^ *server ([\w-]+):1880/gm)].map(([, name]) => name);
      assert.deepEqual(
        upstreams,
        Object.keys(compose.services).filter((name) => compose.services[name]?.build !== undefined),
      );
      const [, root = ''] = /httpNodeRoot: '([^']*)'/.exec(recipe.read('settings.js')) ?? [];
      assert.ok(nginx.includes(`location ${root}/ {`));
    });

    it('has manifests for Kubernetes that give the flows what they ask for', () => {
      const [secret, , set] = recipe.kubernetes() as [
        { stringData: Record<string, string> },
        unknown,
        { kind: string; spec: { template: { spec: { containers: [Container] } } } },
      ];
      assert.equal(set.kind, 'StatefulSet');
      const [container] = set.spec.template.spec.containers;
      const given = new Set([...container.env.map(({ name }) => name), ...Object.keys(secret.stringData)]);
      for (const variable of [...variables, 'PUSHLINE_MONITOR_TOKEN']) assert.ok(given.has(variable), variable);
      checkHealthScript(container.readinessProbe.exec.command);
    });
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
