import { ConfigError } from '../../../src/domain/errors';
import { CHOICES } from '../../rules/choices';
import { VARIABLE, WHOLE } from '../../rules/variable';
import type { NodeConfig, NodeRed, RuntimeNode } from '../node-red';
import { withDefaults, type NodeType } from '../../rules/defaults';

/** The value of an environment variable; undefined: it is not set. */
export type Variables = (name: string) => string | undefined;

export const NO_VARIABLES: Variables = () => undefined;

/**
 * The variables of a node as Node-RED looks them up: in its group, subflow and flow, then global and the environment.
 */
export function variablesOf({ util }: NodeRed, node: RuntimeNode): Variables {
  return (name) => {
    const value = util.getSetting(node, name);
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
  };
}

/**
 * A saved text with each `${NAME}` replaced by the variable's value, which is not searched for variables again. Throws
 * `ConfigError` with the field and the variable if one is not set.
 */
export function withVariables(field: string, saved: string, variables: Variables): string {
  return saved.replace(WHOLE.test(saved) ? WHOLE : VARIABLE, (_, name: string) => {
    const value = variables(name);
    if (value === undefined) throw new ConfigError(`${field}: the environment variable ${name} is not set`);
    return value;
  });
}

/**
 * The same for a secret, which may happen to contain something like a variable: if that is not set, it is part of the
 * secret.
 */
export function secretWithVariables(field: string, saved: string, variables: Variables): string {
  const isWhole = WHOLE.test(saved) || saved.replace(VARIABLE, '') === '';
  return isWhole
    ? withVariables(field, saved, variables)
    : saved.replace(VARIABLE, (written, name: string) => variables(name) ?? written);
}

/**
 * A node's properties as they are saved in the flows: in `config` Node-RED has already replaced variables, but only
 * those that are the whole text. Returns `config` for a node that is not in the flows, such as one in a subflow
 * module.
 */
export function savedConfig(RED: NodeRed, config: NodeConfig): NodeConfig {
  const id = savedId(config);
  let saved = config;
  RED.nodes.eachNode((one) => {
    if (one.id === id && one.type === config.type) saved = { ...one, id: config.id };
  });
  return saved;
}

/** The node's credentials as they are saved. */
export function savedCredentials(RED: NodeRed, config: NodeConfig): Record<string, string | undefined> {
  return RED.nodes.getCredentials(savedId(config)) ?? {};
}

/** A node in an instance of a subflow is saved in the subflow, under the id that it has there. */
function savedId({ id, _alias }: NodeConfig): string {
  return typeof _alias === 'string' ? _alias : id;
}

/** Properties whose value is not one that the dialog offers: the flow was written by hand, or by another version. */
export function unknownChoices(type: NodeType, config: NodeConfig): string[] {
  return Object.entries(CHOICES[type]).flatMap(([name, known]) =>
    known.some((choice) => choice === config[name] || Number(choice) === config[name]) ? [] : [name],
  );
}

/**
 * The node's properties, missing ones with their defaults. Logs a warning for each value that the dialog does not
 * offer.
 */
export function chosenConfig(RED: NodeRed, node: RuntimeNode, type: NodeType, given: NodeConfig): NodeConfig {
  const config = withDefaults(type, given);
  for (const name of unknownChoices(type, config)) {
    node.warn(`${RED._(`${type}.label.${name}`)}: not one of the choices of its dialog; open it and choose`);
  }
  return config;
}
