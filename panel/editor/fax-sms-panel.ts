import { makeHost } from './host';
import { CONNECTION_TYPE } from './overview-view';
import { Panel } from './panel';
import type { EditorNode, Plugin } from './red';

const ID = 'fax-sms-panel';
const TOPIC = 'fax-sms/panel';
const ACTION = 'fax-sms:show-panel';

let close: (() => void) | undefined;

const plugin: Plugin = {
  onadd() {
    const host = makeHost((key, values) => plugin._?.(key, values) ?? key, RED.i18n.lang());
    const open = (): void => RED.sidebar.show(ID);
    const panel = new Panel(host, { id: ID, open });
    const name = host.t('label.panel');
    RED.actions.add(ACTION, open);
    RED.sidebar.addTab({
      id: ID,
      label: name,
      name,
      content: panel.element,
      iconClass: 'fa fa-fax',
      action: ACTION,
      enableOnEdit: true,
    });
    const ends = [listen(panel), () => panel.close(), () => RED.sidebar.removeTab(ID)];
    close = () => ends.forEach((end) => end());
  },
  onremove() {
    close?.();
    close = undefined;
  },
};

function listen(panel: Panel): () => void {
  const hear = (_topic: string, data: unknown): void => panel.hear(data);
  const refresh = (): void => panel.refresh();
  const show = (node?: EditorNode): void => {
    if (!node || node.type === CONNECTION_TYPE) panel.showAgain();
  };
  const changes = ['nodes:add', 'nodes:change', 'nodes:remove', 'flows:loaded'];
  RED.comms.subscribe(TOPIC, hear);
  RED.comms.on('connect', refresh);
  RED.events.on('deploy', refresh);
  for (const change of changes) RED.events.on(change, show);
  return () => {
    RED.comms.unsubscribe(TOPIC, hear);
    RED.comms.off('connect', refresh);
    RED.events.off('deploy', refresh);
    for (const change of changes) RED.events.off(change, show);
  };
}

RED.plugins.registerPlugin(ID, plugin);
