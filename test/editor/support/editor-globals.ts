interface TypedInput {
  typedInput(what: 'type' | 'value', value?: string): string;
}

export interface EditorNode {
  id: string;
  type: string;
  valid?: boolean;
  validationErrors?: string[];
}

/** What the editor's page offers beside its elements, as far as it is used here: `globalThis` inside `evaluate`. */
export interface EditorGlobals {
  $: (selector: string) => TypedInput;
  requestAnimationFrame(callback: (time: number) => void): void;
  localStorage: { setItem(name: string, value: string): void; removeItem(name: string): void };
  RED: {
    events: { emit(event: string): void };
    actions: { invoke(action: string): void };
    sidebar: { show(tab: string): void; help: { show(type: string): void } };
    workspaces: { show(id: string): void };
    view: { importNodes(nodes: object[], options: object): void };
    nodes: {
      dirty(): boolean;
      addLink(link: { source: object; sourcePort: number; target: object }): void;
      removeLink(link: object): void;
      filterLinks(filter: { source: object }): object[];
      node(id: string): { validationErrors?: string[] } | null;
      eachNode(visit: (node: EditorNode) => unknown): void;
      eachConfig(visit: (node: EditorNode) => unknown): void;
      filterNodes(filter: object): object[];
      createExportableNodeSet(nodes: object[]): object[];
    };
  };
}
