import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withPdf } from '../../src/documents/pdf/open-pdf';
import { samplePdf } from '../../src/documents/sample/sample-pdf';
import { eventually } from '../e2e/support/eventually';
import type { Editor } from './support/editor';
import type { EditorGlobals } from './support/editor-globals';
import { describeEditors } from './support/editors';
import { TAB } from './support/flow';
import { User } from './support/user';

interface Connection {
  counts: Record<string, number>;
  simulator: { received: number; sent?: number };
}

/** From an empty editor, with the simulator: what a new user does, in how many clicks, and what comes of it. */
function walk(title: string, most: number, go: (user: User, editor: Editor) => Promise<void>): void {
  describeEditors(title, [TAB], (editor) => {
    it(`takes at most ${most} clicks`, async () => {
      const user = new User(editor());
      await go(user, editor());

      assert(user.clicks <= most, `${user.clicks} clicks`);
    });
  });
}

async function isClosed({ nodeRed }: Editor): Promise<void> {
  await eventually('it is closed at the provider', async () => {
    const connections = (await nodeRed.request('/fax-sms/connections')) as Connection[];
    return connections.some(({ simulator }) => simulator.received > 0);
  });
}

async function shows({ page }: Editor, id: string, text: RegExp): Promise<void> {
  await page.locator(`[id="${id}"] .red-ui-flow-node-status-label`, { hasText: text }).waitFor();
}

walk('fax into a folder', 25, async (user, editor) => {
  const receive = await user.drag('fax-receive-in', { x: 150, y: 150 });
  const write = await user.drag('file', { x: 330, y: 220 });
  const mark = await user.drag('mark-received', { x: 510, y: 290 });
  await user.wire(receive, 0, write);
  await user.wire(write, 0, mark);
  await user.open(receive);
  await user.addSimulated();
  await user.done();
  await user.open(write);
  await user.enterTyped('filename', 'jsonata', '"by-click/" & filename');
  await user.choose('overwriteFile', 'true');
  await user.tick('createDir');
  await user.done();
  await user.deploy();

  await isClosed(editor);
  const folder = join(editor.userDir, 'by-click');
  const [name = ''] = await readdir(folder);
  assert.equal(await withPdf(await readFile(join(folder, name)), ({ pages }) => pages), 2);
});

walk('a PDF sent, and its result seen', 25, async (user, editor) => {
  const file = join(editor.userDir, 'letter.pdf');
  await writeFile(file, samplePdf({ pages: 2 }));
  const inject = await user.drag('inject', { x: 150, y: 150 });
  const read = await user.drag('file in', { x: 330, y: 220 });
  const send = await user.drag('fax-send', { x: 510, y: 290 });
  const debug = await user.drag('debug', { x: 690, y: 360 });
  await user.wire(inject, 0, read);
  await user.wire(read, 0, send);
  await user.wire(send, 1, debug);
  await user.open(read);
  await user.enter('filename', file);
  await user.choose('format', '');
  await user.done();
  await user.open(send);
  await user.addSimulated();
  await user.enterTyped('to', 'str', '+15550100001');
  await user.done();
  await user.deploy();
  await user.press(inject);

  await shows(editor, send, /^sent \d\d:\d\d, 2 pages$/);
});

walk('a fax to e-mail as PDF', 25, async (user, editor) => {
  const receive = await user.drag('fax-receive-in', { x: 150, y: 150 });
  const mail = await user.drag('e-mail', { x: 330, y: 220 });
  const complete = await user.drag('complete', { x: 510, y: 290 });
  const mark = await user.drag('mark-received', { x: 690, y: 360 });
  await user.wire(receive, 0, mail);
  await user.wire(complete, 0, mark);
  await user.open(receive);
  await user.addSimulated();
  await user.done();
  await user.open(mail);
  await user.enter('name', 'office@example.com');
  await user.enter('server', 'mail.example.com');
  await user.enter('userid', 'office');
  await user.enter('password', 'example');
  await user.done();
  await user.open(complete);
  const row = editor.page.locator('#node-input-complete-target-container-div .red-ui-treeList-label', {
    hasText: 'e-mail',
  });
  await user.click(row.locator('input[type=checkbox]'));
  await user.done();
  await user.deploy();

  await isClosed(editor);
  const [line = ''] = (await readFile(join(editor.userDir, 'mails.jsonl'), 'utf8')).trim().split('\n');
  const { to, filename, content } = JSON.parse(line) as { to: string; filename: string; content: string };
  assert.equal(to, 'office@example.com');
  assert.match(filename, /\.pdf$/);
  assert.equal(await withPdf(Buffer.from(content, 'base64'), ({ pages }) => pages), 2);
});

walk('an SMS answered by itself', 25, async (user, editor) => {
  const receive = await user.drag('sms-push-in', { x: 150, y: 150 });
  const send = await user.drag('sms-send', { x: 330, y: 220 });
  const mark = await user.drag('mark-received', { x: 510, y: 290 });
  await user.wire(receive, 0, send);
  await user.wire(send, 0, mark);
  await user.open(receive);
  await user.addSimulated();
  await user.done();
  await user.open(send);
  await user.enter('to', 'payload.from');
  await user.enterTyped('text', 'str', 'Thank you, we call you back.');
  await user.done();
  await user.deploy();

  await shows(editor, send, /^delivered \d\d:\d\d$/);
  await isClosed(editor);
});

walk('the same by an example', 10, async (user, editor) => {
  await user.importExample('01');
  await user.deploy();
  await isClosed(editor);
});

walk('an alarm to several people, with escalation', 45, async (user, editor) => {
  const inject = await user.drag('inject', { x: 150, y: 150 });
  const two = await user.drag('sms-send', { x: 330, y: 220 });
  const reached = await user.drag('switch', { x: 510, y: 290 });
  const next = await user.drag('sms-send', { x: 690, y: 360 });
  const debug = await user.drag('debug', { x: 510, y: 430 });
  await user.wire(inject, 0, two);
  await user.wire(two, 1, reached);
  await user.open(two);
  await user.addSimulated();
  await user.enterTyped('to', 'str', '+447700900001, +447700900002');
  await user.enterTyped('text', 'str', 'Cold store: 9 degrees');
  await user.enter('giveUpMinutes', '10');
  await user.done();
  await user.open(reached);
  await user.enter('property', 'payload.success');
  const rules = editor.page.locator('.red-ui-tray .red-ui-editableList');
  await user.select(rules.locator('select').nth(0), 'true');
  await user.click(rules.locator('.red-ui-editableList-addButton'));
  await user.select(rules.locator('select').nth(1), 'else');
  await user.done();
  await user.open(next);
  await user.enterTyped('to', 'str', '+447700910001');
  await user.enterTyped('text', 'str', 'Cold store: 9 degrees, and one on duty was not reached');
  await user.done();
  await user.wire(reached, 1, next);
  await user.wire(next, 1, debug);
  await user.deploy();
  await user.press(inject);

  await shows(editor, next, /^delivered \d\d:\d\d$/);
});

const RECIPES = [
  ['folder', 'Received faxes into a folder'],
  ['mail', 'Fax to e-mail'],
  ['send', 'Send a PDF'],
  ['reply', 'SMS auto-reply'],
  ['alarm', 'Alarm with escalation'],
] as const;

walk('all five by the panel', 10, async (user, editor) => {
  const { page } = editor;
  await user.openPanel();
  await user.click(page.locator('.pushline-panel').getByRole('tab', { name: 'Add a flow' }));
  for (const [name, tab] of RECIPES) {
    await user.click(page.locator(`.pushline-panel [data-recipe="${name}"]:visible`).first());
    await page.locator('#red-ui-workspace-tabs .red-ui-tab.active', { hasText: tab }).waitFor();
  }
  await user.deploy();

  const closed = async (): Promise<number> => {
    const connections = (await editor.nodeRed.request('/fax-sms/connections')) as Connection[];
    return connections.filter(({ simulator }) => simulator.received > 0).length;
  };
  await eventually('two faxes and an SMS are done', async () => (await closed()) === 3);
  await eventually('the PDF is sent, and its end is written down', async () => {
    return (await readFile(join(editor.userDir, 'fax-results.jsonl'), 'utf8')).includes('succeeded');
  });
  const alarm = page.locator('.red-ui-debug-msg', { hasText: 'the next person is reached' });
  await page.evaluate(() => (globalThis as unknown as EditorGlobals).RED.sidebar.show('debug'));
  await alarm.waitFor();
});
