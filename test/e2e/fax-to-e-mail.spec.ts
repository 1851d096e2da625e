import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withPdf } from '../../src/documents/pdf/open-pdf';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { E_MAIL_NODE } from './support/e-mail-node';
import { makeUserDir, type UserDir } from './support/user-dir';
import { WatchedNodeRed } from './support/watched-node-red';

const EXAMPLE = resolve(__dirname, '../../examples/14 - Fax to e-mail as PDF.json');

interface FlowNode {
  id: string;
  type: string;
  name?: string;
  z?: string;
  x?: number;
  y?: number;
}

interface Mail {
  to: string;
  subject: string;
  text: string;
  filename: string;
  content: string;
}

describe('the example "Fax to e-mail as PDF" with an e-mail node', () => {
  let userDir: UserDir;
  let nodeRed: WatchedNodeRed;
  let flow: FlowNode[];

  before(async () => {
    userDir = await makeUserDir('pushline: { timeScale: 20 }');
    await mkdir(join(userDir.path, 'nodes'));
    for (const [ending, text] of Object.entries(E_MAIL_NODE)) {
      await writeFile(join(userDir.path, 'nodes', `e-mail.${ending}`), text);
    }
    flow = (JSON.parse(await readFile(EXAMPLE, 'utf8')) as FlowNode[]).map(withEMailNode);
    nodeRed = new WatchedNodeRed(userDir.path, await freePort());
  });
  after(async () => {
    await nodeRed.stop();
    await userDir.remove();
  });

  /** What the comment of the example tells the user to do. The mail server's answers lie in a file. */
  function withEMailNode(node: FlowNode): FlowNode {
    if (node.type === 'debug') return { ...node, console: true } as FlowNode;
    if (node.type !== 'file') return node;
    const { id, z, x, y } = node;
    return { id, type: 'e-mail', z, x, y, folder: userDir.path, wires: [] } as FlowNode;
  }

  const connection = async (): Promise<{ simulator?: { unread: number; received: number } }> => {
    const id = flow.find(({ type }) => type === 'fax-sms-connection')?.id ?? '';
    return (await nodeRed.ask('GET', `/fax-sms/connections/${id}`)).body as { simulator?: never };
  };

  it('leaves the fax open while the mail server refuses', async () => {
    await writeFile(join(userDir.path, 'refuse'), '');
    await userDir.writeFlows(flow);
    await nodeRed.start();
    await nodeRed.logged('[debug:not sent, comes again]');
    assert.equal((await connection()).simulator?.received, 0);
    await nodeRed.stop();
  });

  it('sends it as an e-mail with a PDF once it can, and then closes it', async () => {
    await writeFile(join(userDir.path, 'refuse'), 'no');
    await nodeRed.start();
    await eventually('the fax is closed', async () => (await connection()).simulator?.received === 1);
    const [line = ''] = (await readFile(join(userDir.path, 'mails.jsonl'), 'utf8')).split('\n');
    const mail = JSON.parse(line) as Mail;
    assert.equal(mail.to, 'office@example.com');
    assert.equal(mail.subject, 'Fax from +15550100099, pages: 2');
    assert.match(mail.text, /^The fax to \+15550100001 of \d{4}-\S+Z is attached\.$/);
    assert.match(mail.filename, /^[^/\\]+\.pdf$/);
    assert.equal(await withPdf(Buffer.from(mail.content, 'base64'), ({ pages }) => pages), 2);
  });
});
