/** What is posted of one SMS, received or sent. Values as they came. */
export interface MessageNotice {
  msgRef: string;
  /** undefined: neither `direction` nor `status` tells. */
  direction: 'in' | 'out' | undefined;
  status: string;
  type: string | undefined;
  from: string;
  to: string;
  /** To the character. */
  text: string | undefined;
  /** ISO 8601, UTC. */
  at: string | undefined;
  /** Three digits; undefined = none (`000`). */
  error: string | undefined;
}
