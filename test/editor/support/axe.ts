import type { Page } from 'playwright-core';

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

interface Axe {
  run(context: { include: string[] }, options: object): Promise<{ violations: Violation[] }>;
}

const PATH = require.resolve('axe-core/axe.min.js');

/** What axe finds within the elements of this selector that keeps people from using it. */
export async function seriousFindings(page: Page, within: string): Promise<string[]> {
  await page.addScriptTag({ path: PATH });
  const violations = await page.evaluate(async (include) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    return (await axe.run({ include: [include] }, { resultTypes: ['violations'] })).violations;
  }, within);
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
