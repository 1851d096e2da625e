/** The web services, by path. */
export const WEB_ACTIONS = [
  'service_start',
  'application_status',
  'rest_interrupt',
  'file_list',
  'file_get',
  'file_write',
  'file_delete',
  'msg_send',
  'security/protocol_check',
] as const;
export type WebAction = (typeof WEB_ACTIONS)[number];

/** What the platform requests of us: pages of a call, the document of an outbound fax, and the pages of messages. */
export const PAGES = [
  'first',
  'next',
  'progress',
  'available',
  'final',
  'error',
  'redirect',
  'document',
  'notification',
  'status',
] as const;
export type PageName = (typeof PAGES)[number];

/** Also the names by which requests are counted and faults aimed. */
export type Action = WebAction | `page.${PageName}`;
export const ACTIONS: readonly Action[] = [...WEB_ACTIONS, ...PAGES.map((page) => `page.${page}` as const)];

export function webAction(path: string): WebAction | undefined {
  return WEB_ACTIONS.find((action) => `/${action}` === path);
}
