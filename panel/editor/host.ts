export type TextValues = Record<string, string | number>;

/** What the views need besides their data. */
export interface Host {
  /** Looks up a text in the plugin's catalogue. */
  t(key: string, values?: TextValues): string;
  /** The text for a code that the runtime sent; the code itself if there is no text for it. */
  code(section: string, code: string, values?: TextValues): string;
  language: string;
}

/** The form of a code. Anything else from the wire is never used as part of a key. */
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
