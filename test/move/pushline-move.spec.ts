import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { newEvent } from '../contract/store';
import { open } from '../store/level/damaged-folder';
import { temporaryFolder } from '../store/level/temporary-folder';
import { optionsFor, withPostgres } from '../store/postgres/with-postgres';

const COMMAND = resolve(__dirname, '../../src/move/pushline-move.ts');

interface Ended {
  code: number | null;
  text: string;
}

describe('pushline-move', () => {
  const server = withPostgres();
  let folder: string;
  let remove: () => Promise<void>;
  let schema: string;

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    ({ schema } = optionsFor(server()));
    const store = await open(folder);
    for (const id of ['one', 'two']) await store.accept(newEvent(id));
    await store.close();
  });

  afterEach(() => remove());

  /** Without the variables that a developer may have set. */
  async function run(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
    const rest = Object.entries(process.env).filter(([name]) => !/^(?:PG|PUSHLINE)/.test(name));
    const child = spawn(process.execPath, ['--import', 'tsx', COMMAND, ...args], {
      env: { ...Object.fromEntries(rest), ...env },
    });
    child.stdin.end(input);
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, text };
  }

  const url = (password = ''): string => {
    const { host, port, user, database } = server().connection();
    return `postgres://${user}${password && `:${encodeURIComponent(password)}`}@${host}:${port}/${database}`;
  };
  const secret = (): string => server().connection().password ?? '';

  it('moves a folder, says what it moved and what comes next, and once only', async () => {
    const { host, port, user, database, password = '' } = server().connection();
    const env = { PGHOST: host ?? '', PGPORT: String(port), PGUSER: user ?? '', PGDATABASE: database ?? '' };
    const first = await run([folder, '--schema', schema], { ...env, PGPASSWORD: password });
    assert.equal(first.code, 0, first.text);
    assert.match(first.text, /reading back/);
    assert.match(first.text, /moved, read back and compared: 2 events, 0 jobs, 0 documents/);
    assert.match(first.text, /choose this store in the connections/);
    const second = await run(
      [folder, '--schema', schema, '--database', url(), '--password-stdin'],
      {},
      `${password}\n`,
    );
    assert.equal(second.code, 0, second.text);
    assert.match(second.text, /had moved there before/);
    const third = await run([folder, '--schema', `${schema}x`], { PUSHLINE_DATABASE: url(password) });
    assert.equal(third.code, 1);
    assert.match(third.text, /already been moved into another store/);
    for (const { text } of [first, second, third]) assert(!text.includes(password));
  });

  it('refuses a folder in use, a database that is not well, and a move that nobody began', async () => {
    const store = await open(folder);
    const env = { PUSHLINE_DATABASE: url(secret()) };
    assert.deepEqual((await run([folder, '--schema', schema], env)).code, 3);
    await store.close();
    const wrong = await run([folder, '--schema', schema], { PUSHLINE_DATABASE: url('wrong') });
    assert.equal(wrong.code, 1);
    assert.match(wrong.text, /refuses the user name or password/);
    const none = await run([folder, '--schema', schema, '--give-up'], env);
    assert.equal(none.code, 1);
    assert.match(none.text, /no interrupted move of this folder/);
  });

  it('takes no password on the command line, and says what it needs', async () => {
    const shown = await run([folder, '--database', url('secret-word')]);
    assert.equal(shown.code, 2);
    assert.match(shown.text, /would be seen by all/);
    assert(!shown.text.includes('secret-word'));
    for (const [args, told] of [
      [[folder], /which database/],
      [[folder, '--database', 'localhost/db'], /not a URL/],
      [[], /pushline-move <folder>/],
      [[folder, 'another'], /pushline-move <folder>/],
      [[folder, '--unknown'], /pushline-move <folder>/],
      [[folder, '--schema', '', '--database', url()], /--schema/],
    ] as const) {
      const { code, text } = await run([...args]);
      assert.equal(code, 2, text);
      assert.match(text, told);
    }
    assert.equal((await run(['--help'])).code, 0);
  });
});
