/** A node's properties as saved, with `${ENV}` replaced where the whole value is one. */
export interface NodeConfig {
  id: string;
  type: string;
  name?: string;
  [property: string]: unknown;
}
