import { BadInputError, ConfigError } from '../../../src/domain/errors';
import { labelOf } from '../labels';
import type { Message } from '../node-red';
import type { SendingNodeParts } from './job-requests';
import { variablesOf, withVariables } from '../settings/node-config';

const TYPES: readonly unknown[] = ['msg', 'str', 'env', 'flow', 'global', 'jsonata'];

/** Reads typed properties of one node (`to` and `toType`): only the type decides where a value comes from. */
export function typedProperties({ RED, node, type: nodeType, config, saved }: SendingNodeParts, message: Message) {
  const label = (name: string): string => labelOf(nodeType, name);

  /**
   * undefined = there is no value. Rejects with `BadInputError` or `ConfigError` that name the field, never a value.
   */
  async function read(name: string): Promise<unknown> {
    const value = config[name];
    const type = config[`${name}Type`];
    if (typeof value !== 'string' || typeof type !== 'string' || !TYPES.includes(type)) {
      throw new ConfigError(`${label(name)}: its type is not one of those in the dialog: open the node and choose`);
    }
    if (type === 'str') return withVariables(label(name), savedText(name, value), variablesOf(RED, node));
    const result = await evaluate(name, value, type);
    if (type === 'env' && (result === undefined || result === '')) {
      throw new ConfigError(`${label(name)}: the environment variable ${value} is not set`);
    }
    return result;
  }

  /** The text as it is saved; the default if nothing is. */
  function savedText(name: string, value: string): string {
    const text = saved[name];
    return typeof text === 'string' ? text : value;
  }

  function evaluate(name: string, value: string, type: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // Node-RED's own errors quote the expression or the value, which may be personal data.
      const refuse = (): void => reject(new BadInputError(`${label(name)}: cannot be evaluated: check it in the node`));
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
    /** Where a value comes from, as users write it, such as `msg.to`; undefined: from the node itself. */
    source(name: string): string | undefined {
      const [value, type] = [config[name], config[`${name}Type`]];
      if (typeof value !== 'string' || (type !== 'msg' && type !== 'flow' && type !== 'global')) return undefined;
      return value.startsWith(`${type}.`) ? value : `${type}.${value}`;
    },
    /** As text; a number becomes its digits. */
    async text(name: string): Promise<string> {
      const value = await read(name);
      if (value === undefined || value === null) return '';
      if (typeof value === 'string') return value;
      if (typeof value === 'number' && Number.isFinite(value)) return String(value);
      throw new BadInputError(`${label(name)}: must be text`);
    },
  };
}

export type TypedProperties = ReturnType<typeof typedProperties>;
