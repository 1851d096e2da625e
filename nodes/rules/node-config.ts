/** A node's properties as Node-RED passes them: a value that is nothing but `${ENV}` is already replaced. */
export interface NodeConfig {
  id: string;
  type: string;
  name?: string;
  [property: string]: unknown;
}
