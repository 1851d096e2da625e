import { FACES } from '../../src/providers/faces';
import type { NodeType } from './defaults';

export const STORE_CHOICES = {
  by: ['fields', 'url'],
  secure: ['authorities', 'node', 'off'],
  documents: ['database', 'folder'],
} as const;

export const CHARACTERSETS = ['Auto', 'GSM', 'Unicode'] as const;

/** The choices in the lists of each dialog. */
export const CHOICES: Record<NodeType, Record<string, readonly string[]>> = {
  'fax-sms-connection': { provider: FACES.map(({ name }) => name) },
  'pushline-store': STORE_CHOICES,
  'fax-receive-in': {
    complete: ['manual', 'auto'],
    output: ['document', 'record', 'file'],
    format: ['pdf', 'png', 'original'],
  },
  'fax-status-in': { direction: ['both', 'out', 'in'] },
  'sms-push-in': { complete: ['manual', 'auto'] },
  'fax-send': {
    quality: ['fine', 'standard'],
    greys: ['text', 'photo'],
    report: ['none', 'plain', 'picture'],
    outputs: ['2', '4'],
  },
  'sms-send': { characterset: CHARACTERSETS, outputs: ['2', '4'] },
  'fax-sms-state': {},
  'mark-received': { then: ['keep', 'delete'] },
};
