/** The values of `msg.decide`, for a job whose outcome is unknown. */
export const DECISIONS = ['resend', 'sent', 'drop'] as const;

export type Decision = (typeof DECISIONS)[number];

export function isDecision(value: unknown): value is Decision {
  return DECISIONS.some((decision) => decision === value);
}
