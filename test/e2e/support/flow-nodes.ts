/**
 * Notes a record as soon as a message has reached the flow. An outcome counts as told from then on, and a `file` node has
 * written a moment later only: by then kill -9 may have struck. `file` and `record` are code; `msg` is there.
 */
export function noteNode(id: string, file: string, record: string): object {
  return func(id, `global.get('note')(${file}, ${record});`, [[]]);
}

/** Typed inputs as a flow keeps them. */
export function typed(properties: Record<string, [value: string, type: string]>): object {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, [value, type]]) => [
      [name, value],
      [`${name}Type`, type],
    ]),
  );
}

export function node(id: string, type: string, more: object, wires: string[][] = [[]]): object {
  return { id, type, z: 'tab', x: 100, y: 100, ...more, wires };
}

export function func(id: string, code: string, wires: string[][]): object {
  const rest = { outputs: wires.length, noerr: 0, initialize: '', finalize: '', libs: [] };
  return node(id, 'function', { func: code, ...rest }, wires);
}
