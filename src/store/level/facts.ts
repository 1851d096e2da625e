import type { Change } from './batch-writer';
import { keyOf } from './key-space';
import type { Reader } from './reader';

export async function recall(reader: Reader, name: string): Promise<unknown> {
  const text = await reader.get(keyOf('fact', name));
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** `undefined` forgets. */
export function rememberChange(name: string, value: unknown): Change<void> {
  return {
    reads: [],
    async run(view) {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) view.del(keyOf('fact', name));
      else view.put(keyOf('fact', name), text);
      return Promise.resolve();
    },
  };
}
