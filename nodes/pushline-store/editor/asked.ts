/** The fields that the admin API gets of a store that may not be deployed yet. */
export const ASKED = {
  texts: [
    ...['by', 'url', 'host', 'port', 'database', 'user', 'secure', 'schema', 'group', 'instance'],
    ...['documents', 'folder'],
  ],
  nodes: ['tls'],
  secrets: ['password'],
};
