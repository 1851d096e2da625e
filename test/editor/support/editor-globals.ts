interface TypedInput {
  typedInput(what: 'type' | 'value', value?: string): string;
}

/** What the editor's page offers beside its elements, as far as it is used here: `globalThis` inside `evaluate`. */
export interface EditorGlobals {
  $: (selector: string) => TypedInput;
  RED: {
    actions: { invoke(action: string): void };
    sidebar: { help: { show(type: string): void } };
    nodes: {
      dirty(): boolean;
      node(id: string): { validationErrors?: string[] } | null;
      filterNodes(filter: object): object[];
      createExportableNodeSet(nodes: object[]): object[];
    };
  };
}
