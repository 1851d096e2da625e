import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startConnectProxy, type ConnectProxy } from '../../support/connect-proxy';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab, type FlowNode } from '../../support/node-red';
import { answerJson, startScriptedServer, type ScriptedServer } from '../../support/scripted-server';

const TLS = join(__dirname, '../../support/tls');
const key = readFileSync(join(TLS, 'key.pem'));
const cert = readFileSync(join(TLS, 'localhost.pem'));

describe('the way to the provider', () => {
  let rig: NodeRedRig;
  let server: ScriptedServer;
  let proxy: ConnectProxy | undefined;

  beforeEach(async () => {
    rig = await NodeRedRig.start();
    server = await startScriptedServer(
      ({ url }, response) => {
        const action = url.searchParams.get('a');
        answerJson(response, action === 'status' ? { Account: 'efax-1' } : action === 'list' ? [] : { UnreadFaxes: 0 });
      },
      { key, cert },
    );
  });

  afterEach(async () => {
    await rig.stop();
    await proxy?.close();
    await server.close();
    proxy = undefined;
  });

  const tlsNode = (more: object = {}): FlowNode => ({
    ...{ id: 'tls-1', type: 'tls-config', name: '', cert: '', key: '', ca: join(TLS, 'localhost.pem') },
    ...{ certname: '', keyname: '', caname: '', servername: '', verifyservercert: true, alpnprotocol: '' },
    ...more,
  });
  const proxyNode = (url: string, noproxy: string[] = []): FlowNode => ({
    ...{ id: 'proxy-1', type: 'http proxy', name: '', url, noproxy },
  });
  const load = (line: object, more: FlowNode[] = [], credentials: object = {}): Promise<void> =>
    rig.load(
      tab(
        receiveNode('in-1', ['sink-1']),
        sinkNode('sink-1'),
        connectionNode('line-1', { baseUrl: `${server.origin}/rest/3.0/api`, ...line }),
        ...more,
      ),
      { 'line-1': { apiKey: 'some-key' }, ...credentials },
    );

  it('takes the authority of a TLS configuration', async () => {
    await load({ tls: 'tls-1' }, [tlsNode()]);
    await rig.reached('in-1', 'polling');
    assert(server.requests.length > 0);
  });

  it('refuses a certificate of an unknown authority, in red, and sends no credentials', async () => {
    await load({});
    const { text } = await rig.reached('in-1', 'error');
    assert.match(text, /\.status\.tls/);
    assert.deepEqual(server.requests, []);
  });

  it('checks the certificate although the TLS configuration or the environment says not to', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    const warn = process.emitWarning;
    process.emitWarning = () => undefined;
    try {
      await load({ tls: 'tls-1' }, [tlsNode({ ca: '', verifyservercert: false })]);
      const { text } = await rig.reached('in-1', 'error');
      assert.match(text, /\.status\.tls/);
      assert.deepEqual(server.requests, []);
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      process.emitWarning = warn;
    }
  });

  it('goes through the proxy of a proxy configuration, with its login', async () => {
    proxy = await startConnectProxy('user:pass');
    await load({ tls: 'tls-1', proxy: 'proxy-1' }, [tlsNode(), proxyNode(proxy.url)], {
      'proxy-1': { username: 'user', password: 'pass' },
    });
    await rig.reached('in-1', 'polling');
    assert.deepEqual([...new Set(proxy.targets)], [`localhost:${server.port}`]);
  });

  it('goes directly to hosts that the proxy configuration leaves out', async () => {
    proxy = await startConnectProxy();
    await load({ tls: 'tls-1', proxy: 'proxy-1' }, [tlsNode(), proxyNode(proxy.url, ['localhost'])]);
    await rig.reached('in-1', 'polling');
    assert.deepEqual(proxy.targets, []);
  });

  it('shows a proxy that refuses its login, without the login', async () => {
    proxy = await startConnectProxy('user:pass');
    await load({ tls: 'tls-1', proxy: 'proxy-1' }, [tlsNode(), proxyNode(proxy.url)], {
      'proxy-1': { username: 'user', password: 'wrong-proxy-secret' },
    });
    await rig.reached('in-1', 'error');
    assert.deepEqual(server.requests, []);
    assert(!rig.log.join().includes('wrong-proxy-secret'));
  });

  it('shows when the proxy is unreachable', async () => {
    proxy = await startConnectProxy();
    const { url } = proxy;
    await proxy.close();
    await load({ tls: 'tls-1', proxy: 'proxy-1' }, [tlsNode(), proxyNode(url)]);
    await rig.reached('in-1', 'error');
    assert.deepEqual(server.requests, []);
  });
});
