import type { Page } from 'playwright-core';

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

interface Axe {
  run(context: { include: string[]; exclude: string[] }, options: object): Promise<{ violations: Violation[] }>;
}

/**
 * The editor's page has no height and hides what overflows: axe takes all that lies in it for unseen, and looks at no colours.
 * Those that are on their way to others are none that anybody reads.
 */
const STYLE = `
  html, body { overflow: visible !important }
  *, ::before, ::after { transition: none !important; animation: none !important }`;
const PATH = require.resolve('axe-core/axe.min.js');

/**
 * What axe finds within the elements of this selector that keeps people from using it; the fields by which the editor traps
 * password managers are not for people. `rules`: only these.
 */
export async function seriousFindings(page: Page, within: string, rules: string[] = []): Promise<string[]> {
  await page.addScriptTag({ path: PATH });
  await page.addStyleTag({ content: STYLE });
  const violations = await page.evaluate(
    async ([include, rules]) => {
      const options = { resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) };
      const { axe } = globalThis as unknown as { axe: Axe };
      return (await axe.run({ include: [include], exclude: ['[id^=red-ui-trap]'] }, options)).violations;
    },
    [within, rules] as const,
  );
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
