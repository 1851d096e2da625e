import { MINUTE_MS } from '../../src/domain/durations';
import { systemClock } from '../../src/domain/clock';
import { ConfigError, toError } from '../../src/domain/errors';
import { NO_CONNECTION } from '../runtime/connection/connection-node';
import { DEFAULTS, withDefaults } from '../rules/defaults';
import { NUMBERS } from '../rules/number';
import { onFlows } from '../runtime/flow-events';
import { isWorking, type MonitoredConnection } from '../runtime/monitored/monitored';
import { reportOf } from '../runtime/monitor/report';
import { snapshot } from '../runtime/monitor/snapshot';
import type { Message, NodeConfig, NodeRed, NodeStatus, RuntimeNode } from '../runtime/node-red';
import { readNumber } from '../runtime/settings/read-number';
import { onClose, onInput } from '../runtime/safe-handlers';
import { pushlineSettings } from '../runtime/settings/settings-file';
import { countText, statusOf } from '../runtime/statuses/connection-status';
import type { News } from './state-news';
import { WatchedConnections } from './watched-connections';

const TYPE = 'fax-sms-state';
export = (RED: NodeRed): void => {
  function FaxSmsState(this: RuntimeNode, given: NodeConfig): void {
    RED.nodes.createNode(this, given);
    const config = withDefaults(TYPE, given);
    const only = typeof config.connection === 'string' ? config.connection : '';
    const lastsMs = minutesOf(RED, this, config) * MINUTE_MS;
    let watched: WatchedConnections | undefined;
    let shown = '';
    // Reading one connection may take longer than another, but messages are sent in the order of events.
    let sending = Promise.resolve();

    const show = (): void => {
      const status = watched && statusFor(RED, watched.all, only);
      if (!status || status.text === shown) return;
      shown = status.text;
      this.status(status);
    };
    const tell = (connection: MonitoredConnection, news: News): void => {
      sending = sending
        .then(() => messageOf(connection, news))
        .then((message) => {
          if (watched) this.send(message);
        })
        .catch((error: unknown) => this.error(toError(error)));
    };
    // Starts with the flows, because messages sent while they are being built are lost.
    const forget = onFlows(RED.events, {
      started: () => {
        const clock = systemClock(pushlineSettings(RED).timeScale);
        watched ??= new WatchedConnections({ only, clock, lastsMs, tell, onState: show });
        show();
      },
    });
    onInput(this, async (message, send) => {
      const connections = watched?.all ?? [];
      const group = { id: RED.util.generateId(), type: 'array', count: connections.length, len: 1 };
      const messages = await Promise.all(connections.map((connection) => messageOf(connection, 'asked')));
      if (only !== '' && messages.length === 0) throw new ConfigError(NO_CONNECTION);
      messages.forEach((own, index) => {
        const sent = { ...RED.util.cloneMessage(message), ...own };
        const outer = 'parts' in message ? { parts: message.parts } : {};
        send(only === '' ? { ...sent, parts: { ...outer, ...group, index } } : sent);
      });
    });
    onClose(this, () => {
      forget();
      watched?.stop();
      watched = undefined;
      this.status({});
    });
  }

  RED.nodes.registerType(TYPE, FaxSmsState);
};

async function messageOf(connection: MonitoredConnection, news: News | 'asked'): Promise<Message> {
  const report = reportOf(await snapshot(connection));
  return { topic: report.connection || report.id, payload: { news, ...report, working: isWorking(connection.state) } };
}

function minutesOf(RED: NodeRed, node: RuntimeNode, { minutes }: NodeConfig): number {
  const fallback = DEFAULTS[TYPE].minutes;
  try {
    return readNumber(RED._(`${TYPE}.label.minutes`), minutes, { ...NUMBERS[TYPE].minutes, fallback });
  } catch (error) {
    node.error(toError(error).message);
    return fallback;
  }
}

/** The state of the one connection; with all connections, how many work and how many do not. */
function statusFor(RED: NodeRed, all: MonitoredConnection[], only: string): NodeStatus {
  const [one] = all;
  if (only !== '') return statusOf(RED, TYPE, one?.state ?? { state: 'error', reason: 'no-connection' });
  const working = all.filter(({ state }) => isWorking(state)).length;
  const failing = all.length - working;
  const text = countText(RED, TYPE, { failing, working });
  if (text === '') return statusOf(RED, TYPE, { state: 'idle' });
  return failing > 0
    ? { fill: 'red', shape: 'ring', text, state: 'error' }
    : { fill: 'green', shape: 'dot', text, state: 'connected' };
}
