/** An example that "Add a flow" offers: its file in examples/, and `recipe.<id>` of the catalogue. */
export interface Recipe {
  id: string;
  file: string;
}

export const RECIPES: readonly Recipe[] = [
  { id: 'folder', file: '01 - Received faxes into a folder' },
  { id: 'mail', file: '14 - Fax to e-mail as PDF' },
  { id: 'send', file: '04 - Send a PDF and wait for the result' },
  { id: 'reply', file: '09 - SMS auto-reply' },
  { id: 'alarm', file: '20 - Alarm to several people, with escalation' },
];
