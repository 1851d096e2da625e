import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeHost } from '../../panel/editor/host';
import { RECIPES } from '../../panel/editor/recipes';
import { LISTS } from '../../panel/editor/wire';
import type { FaxCause } from '../../src/domain/fax';
import type { JobState } from '../../src/domain/job';
import type { Happening } from '../../src/domain/observation';
import type { ListQuery } from '../../src/store/store';
import texts from '../../panel/locales/en-US/fax-sms-panel.json';

const ROOT = resolve(__dirname, '../..');
const catalogue: Record<string, Record<string, string>> = texts['fax-sms-panel'];

/** As the editor looks texts up: what is missing is the key itself. */
function lookUp(key: string): string {
  const [, section = '', name = ''] = key.split('.');
  return catalogue[section]?.[name] ?? key;
}

describe('the texts of the panel', () => {
  const host = makeHost(lookUp, 'en-US');

  it('are all there', () => {
    const folder = join(ROOT, 'panel', 'editor');
    const code = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const literals = new RegExp(`'((?:${Object.keys(catalogue).join('|')})\\.[\\w-]+)'`, 'g');
    const keys = [...code.matchAll(literals)].map(([, key]) => key ?? '');
    assert(keys.length > 30, String(keys.length));
    const named = [...LISTS.flatMap((list) => [`list.${list}`, `hint.${list}`, `count.${list}`])];
    named.push(...RECIPES.flatMap(({ id }) => [`recipe.${id}`, `recipe.${id}-tip`]));
    assert.deepEqual(
      [...keys, ...named].filter((key) => host.t(key) === `fax-sms-panel.${key}`),
      [],
    );
  });

  it('have one for whatever the runtime may say', () => {
    const what: Record<Happening, true> = {
      ...{ received: true, skipped: true, offered: true, done: true, dead: true, quarantined: true, queued: true },
      ...{ accepted: true, sent: true, delivered: true, redial: true, failed: true, cancelled: true, unknown: true },
    };
    const states = ['idle', 'connecting', 'connected', 'polling', 'standby', 'held', 'error'];
    const itemState: Record<Exclude<JobState, 'finished'> | Exclude<ListQuery['state'], 'completed'>, true> = {
      ...{ fetching: true, new: true, parked: true, offered: true, redeliver: true, dead: true, skipped: true },
      ...{ queued: true, sending: true, accepted: true, unknown: true },
    };
    const reason: Record<Exclude<FaxCause, 'none' | 'normal'>, true> = {
      ...{ busy: true, 'no-answer': true, 'not-fax': true, 'bad-number': true, blocked: true, rejected: true },
      ...{ 'line-fault': true, negotiation: true, 'comms-fault': true, 'page-quality': true, partial: true },
      ...{ hangup: true, timeout: true, congestion: true, 'bad-document': true, 'bad-options': true, cancelled: true },
      ...{ 'no-credit': true, auth: true, 'provider-error': true, unknown: true },
    };
    const why = ['leases', 'crashes', 'old', 'no-node', 'fetch-failed', 'suspect', 'lease-over', 'cut-short'];
    const actions = ['offer', 'complete', 'drop', 'drop-job', 'resend', 'sent', 'cancel'];
    const wanted = {
      ...{ what: [...Object.keys(what), ...states], itemState: [...Object.keys(itemState), 'quarantined'] },
      ...{ reason: [...Object.keys(reason), ...why], action: actions, question: actions.slice(1) },
      next: ['offer', 'node', 'restart', 'send', 'outcome', 'fetch', 'decide', 'held', 'dead'],
    };
    for (const [section, codes] of Object.entries(wanted))
      assert.deepEqual(
        codes.filter((code) => catalogue[section]?.[code] === undefined),
        [],
        section,
      );
  });

  it('show a code that has none, and whatever else came over the wire, as it is', () => {
    assert.equal(host.code('reason', 'busy'), 'line busy');
    for (const odd of ['brand-new', 'Busy: try later', 'a.b', '$t(label.panel)', '__number__', '<b>x</b>', ''])
      assert.equal(host.code('reason', odd), odd);
  });

  it('offer only flows that are among the examples', () => {
    for (const { file } of RECIPES) assert(existsSync(join(ROOT, 'examples', `${file}.json`)), file);
  });
});
