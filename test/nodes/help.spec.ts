import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULTS } from '../../nodes/rules/defaults';

const NODES = join(__dirname, '../../nodes');
/** What a reader of the side bar bears; 6,900 were too many. */
const MOST = 6_850;

const of = (type: string, language: string): string =>
  readFileSync(join(NODES, type, 'locales', language, `${type}.html`), 'utf8');

describe('the help', () => {
  for (const type of Object.keys(DEFAULTS)) {
    it(`of ${type} begins with a recipe of five steps, and is short`, () => {
      const text = of(type, 'en-US');
      assert(text.length <= MOST, `${text.length} characters`);
      const [before = ''] = text.split(/^#{2,} /m);
      const steps = Array.from(before.matchAll(/^(\d)\. /gm), ([, number]) => Number(number));
      // The connection has two beginnings: without an account, and with one.
      assert.deepEqual(steps, type === 'fax-sms-connection' ? [1, 2, 1, 2, 3, 4, 5] : [1, 2, 3, 4, 5]);
    });

    it(`of ${type} is of that node in every language`, () => {
      for (const language of readdirSync(join(NODES, type, 'locales'))) {
        const [, named] = /data-help-name="([^"]+)"/.exec(of(type, language)) ?? [];
        assert.equal(named, type, language);
      }
    });
  }

  it('says what stays open, where it is closed, and what is waited for', () => {
    const says = (type: string, ...words: RegExp[]): void => {
      for (const word of words) assert.match(of(type, 'en-US'), word);
    };
    const open = [/not done yet/i, /Offered again/i, /dead/i, /PUSHLINE_DEAD_EVENT/];
    says('fax-receive-in', ...open, /`complete`/, /last/);
    says('sms-push-in', ...open, /`mark received`/);
    says('fax-sms-connection', ...open);
    says('mark-received', /last/, /`complete`/, /`accepted`/, /msg\.payload\.success/);
    for (const type of ['fax-send', 'sms-send']) says(type, /accepted/, /finished/, /Give up after/, /somebody else/);
  });
});
