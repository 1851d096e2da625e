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

/**
 * What the platform requests from its customer: pages of a call, the document of an
 * outbound fax, and pages of messages.
 */
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

/** Requests are counted, and faults limited, by these names. */
export type Action = WebAction | `page.${PageName}`;
export const ACTIONS: readonly Action[] = [...WEB_ACTIONS, ...PAGES.map((page) => `page.${page}` as const)];

export function webAction(path: string): WebAction | undefined {
  return WEB_ACTIONS.find((action) => `/${action}` === path);
}
