import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import connection from '../../../nodes/fax-sms-connection/locales/en-US/fax-sms-connection.json';
import faxSend from '../../../nodes/fax-send/locales/en-US/fax-send.json';
import smsSend from '../../../nodes/sms-send/locales/en-US/sms-send.json';
import { DEFAULTS } from '../../../nodes/rules/defaults';
import { labelOf } from '../../../nodes/runtime/labels';

const root = join(__dirname, '../../..');

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

describe('what is said of a field that is wrong', () => {
  it('names it by its label, wherever it is said', () => {
    const labels = new Set(
      [connection['fax-sms-connection'], faxSend['fax-send'], smsSend['sms-send']].flatMap(({ label }) =>
        Object.values(label),
      ),
    );
    const properties = new Set(
      [...Object.values(DEFAULTS).flatMap((defaults) => Object.keys(defaults))]
        .concat('apiKey', 'username', 'password', 'servicePassword', 'webhookUser', 'webhookPassword', 'pushToken')
        .map((name) => name.toLowerCase()),
    );
    const wrong: string[] = [];
    for (const path of sources(join(root, 'src')).concat(sources(join(root, 'nodes')))) {
      const said = readFileSync(path, 'utf8').matchAll(/new (?:Config|BadInput)Error\(\s*['`]([^'`]*)/g);
      for (const [, message = ''] of said) {
        // `Field: what is wrong`, or several fields before it.
        const [, fields = ''] = /^([^:]+): /.exec(message) ?? [];
        const words = message.match(/\b[a-z]+[A-Z]\w*/g) ?? [];
        for (const name of [...fields.split(/, or | and |, /), ...words]) {
          if (properties.has(name.toLowerCase()) && !labels.has(name)) wrong.push(`${name}: ${path}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('knows the label of a property, also where it is the provider’s own', () => {
    assert.equal(labelOf('fax-sms-connection', 'account', 'aculab'), 'Cloud id');
    assert.equal(labelOf('fax-sms-connection', 'publicUrl', 'aculab'), 'Public address');
    assert.equal(labelOf('sms-send', 'from'), 'Sender');
    assert.equal(labelOf('fax-send', 'stationId'), 'Station id');
  });
});
