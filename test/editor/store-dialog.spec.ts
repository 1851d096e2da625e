import assert from 'node:assert/strict';
import type { Locator, Route } from 'playwright-core';
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
    await editor().enter({ host: 'db:6432', port: '70000', schema: 'pg_fax', database: 'fax', user: 'fax' });
    await wrong('host').waitFor();
    await wrong('port').waitFor();
    await wrong('schema').waitFor();
    await editor().enter({ by: 'url', url: 'postgres://fax:secret@db.example/fax' });
    await wrong('url').waitFor();
    await editor().enter({ url: 'postgres://fax@db.example/fax', schema: 'faxes' });
    await wrong('url').waitFor({ state: 'detached' });
    await wrong('schema').waitFor({ state: 'detached' });
  });

  it('is tried as it is entered, and kept with its connection', async function () {
    if (server === undefined) this.skip();
    const { host = '', port, database = '', user = '', password = '' } = server.connection();
    await open();
    await editor().enter({ name: 'shared', host, port: String(port), database, user, password, secure: 'off' });
    await editor().enter({ by: 'url', url: `postgres://${user}:hidden@${host}/${database}` });
    await editor().enter({ by: 'fields', password: 'wrong' });
    assert.match(await told(), /^The user or the password is wrong\.$/);
    assert.ok(await isInView(editor().page.locator('#pushline-store-result')));
    await editor().enter({ password });
    assert.match(await told(), /^It works\. PostgreSQL [\d.]+; a write takes [\d.]+ ms, a read [\d.]+ ms\.\n/);
    await editor().enter({ instance: 'one' });
    assert.equal(await editor().page.locator('#pushline-store-result').innerText(), '');
    await editor().doneStore();
    await editor().doneConnection();
    await editor().done();
    const saved = await editor().exported();
    const store = saved.find(({ type }) => type === 'pushline-store');
    assert(store && saved.some((one) => one.type === 'fax-sms-connection' && one['store'] === store.id));
    assert.equal(store['instance'], 'one');
    for (const secret of [password, 'hidden']) assert(!JSON.stringify(saved).includes(secret));
  });

  it('moves the embedded store in once that is confirmed, tells how far it is, and what comes next', async () => {
    const asked: string[] = [];
    const rows = { ok: true, state: 'moving', step: 'rows', done: 5, of: 10 };
    const moved = { ok: true, state: 'moved', events: 2, jobs: 1, documents: 4, released: 1, missing: 0 };
    const answers: Record<string, object> = { begin: { ...rows, step: 'reading', of: 0 }, cancel: rows };
    let isOver = false;
    await editor().page.route('**/fax-sms/stores/move', (route: Route) => {
      const { action } = route.request().postDataJSON() as { action: string };
      asked.push(action);
      const look = asked.includes('begin') ? (isOver ? moved : rows) : { ok: true, state: 'none' };
      return route.fulfill({ json: answers[action] ?? look });
    });
    const result = editor().page.locator('#pushline-store-moved');
    await open();
    await editor().page.locator('#pushline-store-move').click();
    const question = editor().page.locator('.red-ui-notification', { hasText: 'All connections stop' });
    await question.locator('button.primary', { hasText: 'Move' }).click();
    await result.filter({ hasText: 'Entries: 5 of 10' }).waitFor();
    await editor().page.locator('#pushline-store-move-end').click();
    isOver = true;
    await result.filter({ hasText: 'Moved and verified. Events: 2, jobs: 1, faxes: 4.' }).waitFor();
    await result.filter({ hasText: 'Now choose this store in the connections' }).waitFor();
    assert.ok(await isInView(result), 'what comes next is below what is seen');
    assert.deepEqual([...new Set(asked)], ['look', 'begin', 'cancel']);
    await editor().page.locator('#pushline-store-move-end').waitFor({ state: 'hidden' });
  });
});

/** The whole of it, not hidden below the edge of the dialog's scrolled part. */
function isInView(result: Locator): Promise<boolean> {
  return result.evaluate(
    (element: { getBoundingClientRect(): { bottom: number }; closest(selector: string): unknown }) => {
      const tray = element.closest('.red-ui-tray-body') as { getBoundingClientRect(): { bottom: number } };
      return element.getBoundingClientRect().bottom <= tray.getBoundingClientRect().bottom + 1;
    },
  );
}
