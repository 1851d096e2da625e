import assert from 'node:assert/strict';
import { DEFAULTS } from '../../../../nodes/rules/defaults';
import { ownInstance, storeSettings } from '../../../../nodes/runtime/settings/store-settings';
import { editorDefinition, isValid } from '../../../support/editor-definitions';

type Fields = Record<string, unknown>;

const BARE = { id: 'store-1', type: 'pushline-store', database: 'faxes', user: 'fax' };
const read = (fields: Fields, credentials: Record<string, string> = {}, variables: Record<string, string> = {}) =>
  storeSettings({ ...BARE, ...fields }, credentials, (name) => variables[name]);

function refusal(fields: Fields): string {
  try {
    read(fields);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

describe('the settings of a store', () => {
  it('have defaults, all but what nobody can know', () => {
    assert.deepEqual(read({}), {
      ...{ host: 'localhost', port: 5432, database: 'faxes', user: 'fax', password: '', secure: 'authorities' },
      ...{ schema: 'pushline', group: '', instance: '', folder: undefined },
    });
    assert.match(refusal({ database: ' ' }), /^Database name: .* needed/);
    assert.match(refusal({ user: '' }), /^User: .* needed/);
  });

  it('take variables in every field, and name one that is not set', () => {
    const all = {
      host: 'h',
      port: '1',
      database: 'd',
      user: 'u',
      schema: 's',
      instance: 'i',
      secure: 'off',
      group: 'g',
    };
    const fields = Object.fromEntries(Object.keys(all).map((name) => [name, `\${${name}}`]));
    const { password, folder, ...settings } = read(
      { ...fields, documents: '${documents}', folder: '/mnt/${folder}' },
      { password: '${password}' },
      { ...all, documents: 'folder', folder: 'fax', password: 'p' },
    );
    assert.deepEqual({ ...settings, port: String(settings.port) }, all);
    assert.deepEqual([password, folder], ['p', '/mnt/fax']);
    for (const name of [...Object.keys(all), 'documents', 'by']) {
      assert.match(refusal({ [name]: '${UNSET}' }), /: the environment variable UNSET is not set$/, name);
    }
  });

  it('encode what stands for a user or a password in an address, and nothing else', () => {
    const variables = { PW: 'a/b@c:d', HOST: 'db.example:6432', ALL: 'postgres://fax:a%2Fb@db/x' };
    const url = 'postgres://fax:${PW}@${HOST}/faxes';
    const { password, host, port } = read({ by: 'url', url }, {}, variables);
    assert.deepEqual([password, host, port], ['a/b@c:d', 'db.example', 6432]);
    assert.equal(read({ by: 'url', url: '${ALL}' }, {}, variables).password, 'a/b');
    assert.equal(read({ by: 'url', url: '${ALL}' }, { password: 'own' }, variables).password, 'own');
  });

  it('never say what was entered', () => {
    for (const url of ['postgres://fax:secret@db/x', 'postgres://secret', 'secret', 'postgres://u:secret@a,b/x']) {
      const told = refusal({ by: 'url', url });
      assert(told !== '' && !told.includes('secret'), told);
    }
  });

  it('need no TLS for a socket of this machine', () => {
    assert.equal(read({ host: '/run/postgresql' }).secure, 'off');
    assert.equal(read({ host: '[::1]' }).host, '::1');
  });

  it('are refused by the dialog where they are refused at run time', () => {
    const definition = editorDefinition('pushline-store');
    const isFine = (fields: Fields): boolean =>
      isValid(definition, { ...DEFAULTS['pushline-store'], ...BARE, secure: 'off', ...fields });
    const cases: Fields[] = [
      ...['', ' ', '1', '65535', '65536', '0', '-1', 'x', 5432].map((port) => ({ port })),
      ...['', 'faxes', 'Fax store', 'pg_x', 'PG_x', 'information_schema', 'a"b', 'ä'.repeat(31), 'ä'.repeat(32)].map(
        (schema) => ({ schema }),
      ),
      ...['', 'one', 'x'.repeat(63), 'x'.repeat(64), 'a\nb'].flatMap((name) => [{ instance: name }, { group: name }]),
      ...['', '/mnt/fax', 'fax', './fax', '~'].map((folder) => ({ documents: 'folder', folder })),
      { documents: 'database', folder: 'fax' },
      ...['', ' ', 'x'].flatMap((text) => [{ database: text }, { user: text }]),
      ...['', 'db', 'db.example', '10.0.0.5', '::1', 'fe80::1', '[::1]', '/run/postgresql'].map((host) => ({ host })),
      ...['db:5432', '[::1]:5432', 'postgres://fax@db/x', 'fax@db', 'db/x', 'a,b', 'db:'].map((host) => ({ host })),
      ...[
        ...['', 'db', 'postgres://fax@db/x', 'postgres://fax:secret@db/x', 'postgres://db/x', 'postgres://fax@db'],
        ...['postgres://fax@a,b/x', 'postgres://fax@db:0/x', 'postgres://fax@db:99999/x', 'mysql://fax@db/x'],
        ...['postgres://fax@db/x?sslmode=require', 'postgres://fax@db/x#y', ' postgres://fax@db/x '],
      ].map((url) => ({ by: 'url', url, host: '', database: '', user: '' })),
    ];
    for (const fields of cases) assert.equal(isFine(fields), refusal(fields) === '', JSON.stringify(fields));
  });
});

describe('an instance that nobody has named', () => {
  it('has a name that stays, another one for each user directory', () => {
    assert.equal(ownInstance('/data/a'), ownInstance('/data/a'));
    assert.notEqual(ownInstance('/data/a'), ownInstance('/data/b'));
    assert.match(ownInstance('/data/a'), /^[\w.-]{1,40}-[0-9a-f]{6}$/);
  });
});
