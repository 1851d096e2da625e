import assert from 'node:assert/strict';
import { postgresBinaries, PostgresServer } from '../support/postgres-server';
import { seriousFindings } from './support/axe';
import { describeEditors } from './support/editors';
import { ETHERFAX, node, TAB } from './support/flow';
import { rawKeys } from './support/raw-keys';

const ID = 'n-fax-send';
const FORM = '.pushline-pushline-store';
const EVERYWHERE = ['name', 'by', 'password', 'secure', 'schema', 'group', 'instance', 'documents'];

describeEditors('the dialog of a store', [TAB, ETHERFAX, node('fax-send')], (editor) => {
  let server: PostgresServer | undefined;

  before(async function () {
    this.timeout(60_000);
    if (postgresBinaries !== undefined) server = await PostgresServer.start();
  });
  after(() => server?.remove());

  const open = async (): Promise<void> => {
    await editor().openDialog(ID);
    await editor().openConnection();
    await editor().showPanel('storage');
    await editor().addStore();
  };
  const shown = async (): Promise<string[]> =>
    (await editor().shownFields(FORM)).filter((name) => !EVERYWHERE.includes(name)).sort();
  const told = async (): Promise<string> => {
    await editor().page.locator('#pushline-store-test').click();
    const result = editor().page.locator('#pushline-store-result');
    await result.locator('.pushline-good, .pushline-bad').first().waitFor();
    return (await result.innerText()).trim();
  };
  const wrong = (name: string) => editor().page.locator(`#node-config-input-${name}.input-error`);

  it('shows the fields of what is chosen, in words, and nothing serious is wrong with it', async () => {
    await open();
    assert.deepEqual(await shown(), ['database', 'host', 'port', 'user']);
    assert.deepEqual(rawKeys(await editor().texts()), []);
    assert.deepEqual(await seriousFindings(editor().page, FORM), []);
    await editor().enter({ by: 'url', secure: 'node', documents: 'folder' });
    assert.deepEqual(await shown(), ['folder', 'tls', 'url']);
    assert.deepEqual(await seriousFindings(editor().page, FORM), []);
  });

  it('marks what cannot be right', async () => {
    await open();
    await editor().enter({ port: '70000', schema: 'pg_fax', database: 'fax', user: 'fax' });
    await wrong('port').waitFor();
    await wrong('schema').waitFor();
    await editor().enter({ by: 'url', url: 'postgres://fax:secret@db.example/fax' });
    await wrong('url').waitFor();
    await editor().enter({ url: 'postgres://fax@db.example/fax', schema: 'faxes' });
    await wrong('url').waitFor({ state: 'detached' });
    await wrong('schema').waitFor({ state: 'detached' });
  });

  it('is tried as it is entered, and kept with its connection', async function () {
    this.timeout(60_000);
    if (server === undefined) this.skip();
    const { host = '', port, database = '', user = '', password = '' } = server.connection();
    await open();
    await editor().enter({ name: 'shared', host, port: String(port), database, user, password, secure: 'off' });
    await editor().enter({ password: 'wrong' });
    assert.match(await told(), /^The user or the password is wrong\.$/);
    await editor().enter({ password });
    assert.match(await told(), /^It works: PostgreSQL [\d.]+, a write takes [\d.]+ ms, a read [\d.]+ ms\.\n/);
    await editor().enter({ instance: 'one' });
    assert.equal(await editor().page.locator('#pushline-store-result').innerText(), '');
    await editor().doneStore();
    await editor().doneConnection();
    await editor().done();
    const saved = await editor().exported();
    const store = saved.find(({ type }) => type === 'pushline-store');
    assert(store && saved.some((one) => one.type === 'fax-sms-connection' && one['store'] === store.id));
    assert.equal(store['instance'], 'one');
    assert(!JSON.stringify(saved).includes(password));
  });
});
