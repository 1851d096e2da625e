import assert from 'node:assert/strict';
import type { SendResult } from '../../../src/providers/provider';
import { answerJson, startScriptedServer, type ScriptedServer } from '../../support/scripted-server';
import { NEVER } from './page-bodies';
import { Rig } from './rig';

const STATUSES = [200, 400];

describe('what Aculab refuses by a code of its own', () => {
  let server: ScriptedServer;
  let rig: Rig;
  /** By action, what is answered; everything else is done. */
  let refusal: { action: string; error: Record<string, unknown>; status: number };

  beforeEach(async () => {
    server = await startScriptedServer(({ url }, response) => {
      const error = { error: refusal.error, request: { url: '/447700900001' } };
      if (url.pathname === `/${refusal.action}`) answerJson(response, error, refusal.status);
      else answerJson(response, {});
    });
    rig = await Rig.start({ baseUrl: server.origin });
  });
  afterEach(async () => {
    await rig.close();
    await server.close();
  });

  async function refused(action: string, code: unknown, status: number): Promise<SendResult> {
    refusal = { action, status, error: { code, text: 'to 447700900001 is wrong', details: ['447700900001'] } };
    const { sms } = rig.provider;
    assert(sms);
    return action === 'msg_send' ? sms.send(rig.sms(), NEVER) : rig.send(rig.outgoing());
  }

  for (const action of ['file_write', 'service_start', 'msg_send']) {
    for (const status of STATUSES) {
      it(`is reported with that code and its meaning, never in the provider's words: ${action}, ${status}`, async () => {
        for (const [code, name] of [
          ['0001', 'missing mandatory parameter'],
          [' 0002 ', 'malformed parameter'],
          ['0006', 'regulation address'],
        ] as const) {
          const result = await refused(action, code, status);
          assert(result.outcome === 'refused', action);
          assert.deepEqual(result.verdict.result, { code: code.trim(), name });
          assert(!JSON.stringify(result).includes('447700900001'));
        }
      });
    }
  }

  it('is reported with the HTTP status if the body has no known code', async () => {
    for (const action of ['file_write', 'service_start', 'msg_send']) {
      for (const code of ['0105', 'HTTP 500', '447700900001', {}]) {
        const result = await refused(action, code, 400);
        assert(result.outcome === 'refused');
        assert.deepEqual(result.verdict.result, { code: 400, name: 'HTTP 400' });
      }
    }
  });

  it('is a refusal by its status alone, whatever the body', async () => {
    for (const text of ['', 'no', '<html>', '[]', '{}', '{"error":']) {
      server.script = ({ url }, response) => {
        if (refusal.action === url.pathname.slice(1)) response.writeHead(400).end(text);
        else answerJson(response, {});
      };
      for (const action of ['file_write', 'service_start', 'msg_send']) {
        const result = await refused(action, '', 400);
        assert(result.outcome === 'refused', text);
        assert.deepEqual(result.verdict.result, { code: 400, name: 'HTTP 400' });
      }
    }
  });

  it('is reported with the HTTP status if that is the code', async () => {
    for (const action of ['file_write', 'service_start', 'msg_send']) {
      const result = await refused(action, 'HTTP 400', 200);
      assert(result.outcome === 'refused');
      assert.deepEqual(result.verdict.result, { code: 400, name: 'HTTP 400' });
    }
  });

  it('is no refusal if the code is not known', async () => {
    for (const code of ['0105', '0402', 7, null, 'to 447700900001']) {
      assert.deepEqual(await refused('msg_send', code, 200), { outcome: 'unknown' });
    }
  });
});
