import type { TextValues } from './host';

/**
 * The part of the editor's API that the panel uses (Node-RED 4.1 and 5), because the published types differ from it.
 */
export interface Red {
  plugins: { registerPlugin(id: string, plugin: Plugin): void };
  i18n: { lang(): string };
  actions: { add(name: string, action: () => void): void };
  sidebar: {
    addTab(tab: SidebarTab): void;
    removeTab(id: string): void;
    show(id: string): void;
  };
  comms: {
    subscribe(topic: string, listener: (topic: string, data: unknown) => void): void;
    unsubscribe(topic: string, listener: (topic: string, data: unknown) => void): void;
    on(event: 'connect', listener: () => void): void;
    off(event: 'connect', listener: () => void): void;
  };
  events: {
    on(event: string, listener: (node?: EditorNode) => void): void;
    off(event: string, listener: (node?: EditorNode) => void): void;
  };
  nodes: {
    node(id: string): EditorNode | null;
    eachConfig(visit: (node: EditorNode) => boolean | undefined): void;
    eachWorkspace(visit: (flow: { id: string }) => boolean | undefined): void;
  };
  editor: { editConfig(name: string, type: string, id: string): void };
  workspaces: { show(id: string): void };
  view: { importNodes(nodes: unknown[], options: ImportOptions): void };
  notify(content: Element, options: NotifyOptions): { close(): void };
}

/** The editor adds `_`, which looks up a text in the plugin's own catalogue. */
export interface Plugin {
  type?: string;
  _?(key: string, values?: TextValues): string;
  onadd(): void;
  onremove(): void;
}

export interface EditorNode {
  id: string;
  type: string;
}

interface SidebarTab {
  id: string;
  label: string;
  name: string;
  content: Element;
  iconClass: string;
  action: string;
  enableOnEdit: boolean;
}

interface ImportOptions {
  generateIds: boolean;
  touchImport: boolean;
  notify: boolean;
}

interface NotifyOptions {
  type: 'warning' | 'error' | 'success';
  timeout: number;
  buttons?: { text: string; class?: string; click: () => void }[];
}

/** The part of jQuery that makes requests: as the editor has set it up, it adds the root and the user's login. */
export interface JQueryAjax {
  ajax(options: {
    url: string;
    method: 'GET' | 'POST';
    data?: string;
    contentType?: string;
    dataType?: 'json';
    cache?: boolean;
    timeout: number;
    xhrFields?: { responseType: 'blob' };
  }): PromiseLike<unknown>;
}

declare global {
  const RED: Red;
  const $: JQueryAjax;
}
