import type { ConnectionState } from '../../src/connection/connection-state';
import { ConfigError, toError } from '../../src/domain/errors';
import { mountAdminRoutes } from '../runtime/admin/admin-routes';
import { callersInFlows } from '../runtime/webhook/callers-in-flows';
import { closingTime } from '../runtime/closing-time';
import { ConnectionHost } from '../runtime/connection/connection-host';
import type { ConnectionNode, User } from '../runtime/connection/connection-node';
import { checkPublicUrl, checkTimeScale, connectionSettings } from '../runtime/settings/connection-settings';
import { deployed } from '../runtime/connection/deployed';
import { onFlows } from '../runtime/flow-events';
import { localOrigin } from '../runtime/simulated/local-origin';
import { mountMonitor } from '../runtime/monitor/monitor-routes';
import { monitored, type MonitoredConnection } from '../runtime/monitored/monitored';
import { networkSettings } from '../runtime/settings/network';
import { type NodeConfig, type NodeRed, sharedLog } from '../runtime/node-red';
import { onClose } from '../runtime/safe-handlers';
import { pushlineSettings } from '../runtime/settings/settings-file';
import {
  savedConfig,
  savedCredentials,
  variablesOf,
  withVariables,
  type Variables,
} from '../runtime/settings/node-config';
import { dropUnusedSimulators } from '../runtime/simulated/simulators';
import { placeOf } from '../runtime/store/store-node';
import { reserveWebhook, type WebhookEndpoint } from '../runtime/webhook/webhook-endpoint';
import { mountWebhooks } from '../runtime/webhook/webhook-mount';

const TYPE = 'fax-sms-connection';

export = (RED: NodeRed): void => {
  const mount = mountWebhooks(RED);
  closingTime.watch(RED);
  function FaxSmsConnection(this: ConnectionNode, config: NodeConfig): void {
    RED.nodes.createNode(this, config);
    const users = new Map<string, User>();
    let state: ConnectionState = { state: 'idle' };
    const record = monitored.deploy(config);
    const show = (next: ConnectionState): void => {
      state = next;
      record.stands(next);
      for (const user of users.values()) user.show(next);
    };
    const saved = savedConfig(RED, config);
    const variables = variablesOf(RED, this);
    const webhook = reserveWebhook(mount, { ...config, webhookPath: pathIn(saved, variables) });
    const host = hostOf({ RED, node: this, config, record, saved, variables, webhook, onState: show });
    const forgetNode = deployed.addNode(config, () => state);
    this.users = {};
    this.attach = (user) => {
      users.set(user.node.id, user);
      this.users[user.node.id] = user.node;
      if (user.sourceNode) host?.users.addSourceNode(user.sourceNode);
      if (user.sendingNode) host?.users.addSendingNode(user.sendingNode);
      user.show(state);
    };
    this.detach = (user) => {
      if (users.get(user.node.id) !== user) return;
      users.delete(user.node.id);
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- Node-RED wants a plain object by this name
      delete this.users[user.node.id];
      if (user.sourceNode) host?.users.removeSourceNode(user.sourceNode.id);
      if (user.sendingNode) host?.users.removeSendingNode(user.sendingNode.id);
    };
    const useless = (): Promise<never> => Promise.reject(new ConfigError('the connection cannot work: see the log'));
    this.outbox = (taken) => host?.users.outbox(taken) ?? useless();
    this.accountCountry = () => host?.users.accountCountry() ?? useless();
    this.documentWorker = () => host?.users.documentWorker() ?? useless();
    const forgetFlows = onFlows(RED.events, {
      started: () => {
        if (users.size === 0) record.stands({ state: 'idle' });
        host?.flowsStarted(users.size > 0);
      },
      stopping: () => host?.flowsStopping(),
    });
    onClose(this, async (removed) => {
      forgetFlows();
      forgetNode();
      if (removed) monitored.forget(config.id);
      else record.closed();
      // A connection that is only disabled goes on answering 503.
      webhook?.release(removed && !callersInFlows(RED).has(config.id));
      await host?.close();
    });
  }

  RED.nodes.registerType(TYPE, FaxSmsConnection, {
    credentials: {
      apiKey: { type: 'password' },
      username: { type: 'text' },
      password: { type: 'password' },
      servicePassword: { type: 'password' },
      webhookUser: { type: 'text' },
      webhookPassword: { type: 'password' },
      pushToken: { type: 'password' },
    },
  });
  mountAdminRoutes(RED);
  mountMonitor(RED);
  onFlows(RED.events, {
    started: () => {
      dropUnusedSimulators();
      monitored.forgetClosed();
    },
  });
};

/** The path to reserve at once; empty if it holds a variable that is not set. */
function pathIn({ webhookPath }: NodeConfig, variables: Variables): string {
  try {
    return typeof webhookPath === 'string' ? withVariables('webhookPath', webhookPath, variables) : '';
  } catch {
    return '';
  }
}

/** undefined: the settings cannot work. The reason is logged once and shown by every node that uses the connection. */
function hostOf(options: {
  RED: NodeRed;
  node: ConnectionNode;
  config: NodeConfig;
  record: MonitoredConnection;
  saved: NodeConfig;
  variables: Variables;
  webhook: WebhookEndpoint | undefined;
  onState: (state: ConnectionState) => void;
}): ConnectionHost | undefined {
  const { RED, node, config, record, saved, variables, webhook, onState } = options;
  try {
    const settings = connectionSettings(saved, savedCredentials(RED, config), variables);
    const { timeScale } = pushlineSettings(RED);
    checkTimeScale(timeScale, settings);
    checkPublicUrl(settings);
    webhook?.check(settings.webhook);
    const { provider, country, simulator, name } = settings;
    Object.assign(node, { provider, country, simulator, name });
    Object.assign(record, { provider, name });
    return new ConnectionHost({
      settings,
      network: networkSettings(RED, config),
      place: () => placeOf(RED, config.store),
      timeScale,
      webhook,
      localOrigin: () => localOrigin(RED),
      sharedLog: sharedLog(RED),
      log: { info: (text) => node.log(text), warn: (text) => node.warn(text), error: (text) => node.error(text) },
      onState,
    });
  } catch (error) {
    node.error(toError(error).message);
    onState({ state: 'error', reason: 'config' });
    return undefined;
  }
}
