import { BadInputError, ConfigError } from '../../src/domain/errors';
import type { Message, NodeConfig, NodeRed, RuntimeNode } from './node-red';

const TYPES = ['msg', 'str', 'env', 'flow', 'global', 'jsonata'];

/** Reads typed properties of one node (`to` and `toType`): the type alone says where a value comes from. */
export function typedProperties(RED: NodeRed, node: RuntimeNode, config: NodeConfig, message: Message) {
  /** undefined = nothing is there. Rejects with `BadInputError` or `ConfigError` naming the property, never a value. */
  async function read(name: string): Promise<unknown> {
    const value = config[name];
    const type = config[`${name}Type`];
    if (typeof value !== 'string' || typeof type !== 'string') return undefined;
    if (!TYPES.includes(type)) throw new ConfigError(`${name}: its type is none that can be read`);
    if (type === 'str') return checkedText(name, value);
    const result = await evaluate(name, value, type);
    if (type === 'env' && (result === undefined || result === '')) {
      throw new ConfigError(`${name}: the environment variable ${value} is not set`);
    }
    return result;
  }

  function evaluate(name: string, value: string, type: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // The platform's own errors quote the expression or the value.
      const refuse = (): void => reject(new BadInputError(`${name}: cannot be evaluated, check the node`));
      try {
        RED.util.evaluateNodeProperty(value, type, node, message, (error, result) =>
          error ? refuse() : resolve(result),
        );
      } catch {
        refuse();
      }
    });
  }

  return {
    read,
    /** As text; a number becomes its digits. */
    async text(name: string): Promise<string> {
      const value = await read(name);
      if (value === undefined || value === null) return '';
      if (typeof value === 'string') return value;
      if (typeof value === 'number' && Number.isFinite(value)) return String(value);
      throw new BadInputError(`${name}: must be a text`);
    },
  };
}

export type TypedProperties = ReturnType<typeof typedProperties>;

/** Node-RED leaves the literal `${NAME}` where the environment variable is not set. */
function checkedText(name: string, value: string): string {
  const unset = /^\$\{(\S+)\}$/.exec(value);
  if (unset) throw new ConfigError(`${name}: the environment variable ${unset[1] ?? ''} is not set`);
  return value;
}
