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
