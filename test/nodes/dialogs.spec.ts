import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldPrefix, isConfig, type Dialog, type Row } from '../../nodes/editor-kit/dialog';
import { renderDialog } from '../../nodes/editor-kit/render';
import { CHOICES } from '../../nodes/rules/choices';
import { DEFAULTS, type NodeType } from '../../nodes/rules/defaults';
import { FACES } from '../../src/providers/faces';
import { editorDefinition } from '../support/editor-definitions';

const nodes = join(__dirname, '../../nodes');
const TYPES = Object.keys(DEFAULTS) as NodeType[];

async function dialogOf(type: NodeType): Promise<Dialog> {
  return ((await import(`../../nodes/${type}/dialog`)) as { dialog: Dialog }).dialog;
}

function fieldsOf(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => {
    if (row.kind === 'tabs') return row.tabs.flatMap((tab) => fieldsOf(tab.rows));
    if (row.kind === 'markup') return [...(row.fields ?? [])];
    return 'name' in row ? [row.name] : [];
  });
}

function catalogueOf(type: NodeType): Record<string, Record<string, string> | undefined> {
  const read = (path: string): Record<string, object> =>
    JSON.parse(readFileSync(join(nodes, path), 'utf8')) as Record<string, object>;
  const own = read(`${type}/locales/en-US/${type}.json`)[type] as Record<string, object>;
  const shared = read('runtime/locales/en-US.json');
  const sections = Object.keys({ ...shared, ...own }).map((name) => [name, { ...shared[name], ...own[name] }]);
  return Object.fromEntries(sections) as Record<string, Record<string, string>>;
}

describe('the dialog of', () => {
  for (const type of TYPES) {
    it(`${type}: has a field for each property, a label tied to it, and a text for every key`, async () => {
      const dialog = await dialogOf(type);
      const html = renderDialog(dialog);
      const { credentials = {} } = editorDefinition(type);
      const expected = [...Object.keys(DEFAULTS[type]), ...Object.keys(credentials)].filter(
        (name) => name !== 'version' && !name.endsWith('Type'),
      );
      assert.deepEqual(fieldsOf(dialog.rows).sort(), expected.sort());
      for (const name of expected) {
        const id = `${fieldPrefix(type)}${name}`;
        assert.equal(html.split(` id="${id}"`).length, 2, id);
        assert(html.includes(`<label for="${id}"`) || html.includes(`id="${id}" style="display: none"`), id);
      }
      for (const [, id = ''] of html.matchAll(/aria-(?:describedby|labelledby|controls)="([^"]+)"/g)) {
        for (const one of id.split(' ')) assert(html.includes(` id="${one}"`), one);
      }
      const catalogue = catalogueOf(type);
      for (const [, keys = ''] of html.matchAll(/data-i18n="([^"]+)"/g)) {
        for (const key of keys.split(';').map((one) => one.replace(/^\[[\w-]+\]/, ''))) {
          const [, section = '', name = ''] = key.split('.');
          assert(catalogue[section]?.[name], key);
        }
      }
    });

    it(`${type}: offers what the runtime knows, and begins with its defaults`, async () => {
      const html = renderDialog(await dialogOf(type));
      for (const [name, choices] of Object.entries(CHOICES[type])) {
        const [, options = ''] =
          new RegExp(`id="${fieldPrefix(type)}${name}"[^>]*>(.*?)</select>`, 's').exec(html) ?? [];
        assert.deepEqual(
          [...options.matchAll(/value="([^"]*)"/g)].map(([, value]) => value),
          choices,
          name,
        );
      }
      const values = Object.entries(editorDefinition(type).defaults).map(([name, { value }]) => [name, value]);
      assert.deepEqual(Object.fromEntries(values), { ...DEFAULTS[type] });
    });
  }

  it('a connection has a text for everything that a provider’s face names', () => {
    const catalogue = catalogueOf('fax-sms-connection');
    for (const { title, fields, tip, national, accountRule, arrival, tests, name } of FACES) {
      const { webhook } = arrival;
      assert.equal(catalogue['option']?.[name]?.includes(title), true);
      for (const { label } of [...fields, ...tests]) assert(catalogue['label']?.[label], label);
      for (const { hint } of fields) assert(hint === undefined || catalogue['hint']?.[hint], hint);
      assert(accountRule === undefined || catalogue['validation']?.[accountRule.reason], name);
      for (const key of [tip, national, arrival.poll, webhook?.address, webhook?.guarded]) {
        assert(key === undefined || catalogue['tip']?.[key], key);
      }
      for (const { kinds } of tests) assert(catalogue['message']?.[`injected-${kinds.join('-')}`], kinds.join());
    }
  });
});

describe('the colour of the nodes', () => {
  const channels = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (rgb: number[]): number =>
    rgb.reduce((sum, value, at) => sum + linear(value) * ([0.2126, 0.7152, 0.0722][at] ?? 0), 0);
  const contrast = (one: number[], other: number[]): number => {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const mixed = (rgb: number[], other: number, share: number): number[] =>
    rgb.map((value) => value * (1 - share) + other * share);

  it('lets white icons and the label be seen, in the light theme and in the dark one', () => {
    for (const type of TYPES.filter((one) => !isConfig(one))) {
      const colour = channels(editorDefinition(type).color ?? '');
      // Node-RED darkens the place of the icon a little, in its dark theme it lightens it.
      for (const place of [mixed(colour, 0, 0.05), mixed(colour, 1, 0.07)]) {
        assert(contrast([1, 1, 1], place) >= 3, `${type}: icon`);
      }
      for (const label of ['#333333', '#191919']) assert(contrast(channels(label), colour) >= 3, `${type}: label`);
    }
  });
});

describe('a dialog is rendered', () => {
  const render = (...rows: Row[]): string => renderDialog({ type: 'fax-send', rows });

  it('with a hint and a unit that are read with their field', () => {
    const html = render({ kind: 'number', name: 'attempts', icon: 'repeat', unit: 'attempts', hint: true });
    assert.match(html, /aria-describedby="node-input-attempts-unit node-input-attempts-hint"/);
    assert.match(html, /id="node-input-attempts-hint" data-i18n="fax-send.hint.attempts"/);
  });

  it('with tabs that name their panels', () => {
    const html = render({ kind: 'tabs', tabs: [{ name: 'one', rows: [{ kind: 'markup', html: '<b>x</b>' }] }] });
    assert.match(html, /role="tab" id="fax-send-tab-one" aria-controls="fax-send-one"/);
    assert.match(html, /role="tabpanel" id="fax-send-one" aria-labelledby="fax-send-tab-one">\n<b>x<\/b>/);
  });
});
