export type TextValues = Record<string, string | number>;

/** What the views need beside their data. */
export interface Host {
  /** From the plugin's catalogue. */
  t(key: string, values?: TextValues): string;
  /** The text of a code that the runtime sent; the code itself where no text is known. */
  code(section: string, code: string, values?: TextValues): string;
  language: string;
}

/** Codes hold nothing else, so that nothing from the wire is taken for a key with a meaning of its own. */
const CODE = /^[A-Za-z][\w-]*$/;

export function makeHost(lookUp: (key: string, values?: TextValues) => string, language: string): Host {
  const t = (key: string, values?: TextValues): string => lookUp(`fax-sms-panel.${key}`, values);
  return {
    t,
    language,
    code(section, code, values) {
      if (!CODE.test(code)) return code;
      const key = `${section}.${code}`;
      const text = t(key, values);
      return text === `fax-sms-panel.${key}` ? code : text;
    },
  };
}
