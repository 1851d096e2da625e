export interface NumberRule {
  min: number;
  max?: number;
  whole?: boolean;
}

/** Is this text a number that the rule allows? */
export function isNumber(text: string, { min, max = Infinity, whole = false }: NumberRule): boolean {
  const number = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(number) && number >= min && number <= max && (!whole || Number.isInteger(number));
}

const COUNT: NumberRule = { min: 1, whole: true };
const GIVE_UP: NumberRule = { min: 0.1 };

/** The rules for all properties that are numbers, for the runtime and the dialogs. */
export const NUMBERS = {
  'fax-sms-connection': {
    pollSeconds: { min: 10 },
    redeliverMinutes: { min: 0 },
    maxAttempts: COUNT,
    keepDays: { min: 1 },
    documentDays: { min: 0 },
    channels: COUNT,
  },
  'pushline-store': { port: { min: 1, max: 65_535, whole: true } },
  'fax-send': { attempts: COUNT, giveUpMinutes: GIVE_UP },
  'fax-sms-state': { minutes: { min: 0 } },
  'sms-send': { validity: { min: 0 }, giveUpMinutes: GIVE_UP },
} as const satisfies Record<string, Record<string, NumberRule>>;
