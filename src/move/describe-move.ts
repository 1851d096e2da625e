import type { MoveProgress, MoveResult, MoveStep } from '../store/moving-in/move-in';

/** What was moved, in lines for a person; without phone numbers and texts. */
export function describeMove(result: MoveResult | undefined): string[] {
  if (result === undefined) return ['this store had moved there before: nothing to do', ...NEXT];
  const { events, jobs, documents, bytes, missing, released, suspects, dead } = result;
  return [
    `moved, read back and compared: ${events} events, ${jobs} jobs, ${documents} documents (${megabytes(bytes)} MB)`,
    ...(released > 0 ? [`${released} events that were in the flow are offered again`] : []),
    ...(suspects > 0 ? [`${suspects} of them may have crashed Node-RED: they are offered group by group`] : []),
    ...(dead > 0 ? [`${dead} events that crashed Node-RED are kept, but not offered again automatically`] : []),
    ...(missing > 0
      ? [`${missing} documents were missing already: they are fetched again if the provider still has them`]
      : []),
    ...NEXT,
  ];
}

const NEXT = [
  '',
  'next: start Node-RED, and choose this store in the connections. The old folder is kept but can no longer be used; delete',
  'its subfolders level and documents when you no longer need them',
];

const STEPS: Record<MoveStep, string> = {
  reading: 'reading the folder',
  documents: 'documents',
  rows: 'rows',
  checking: 'reading back',
  finishing: 'finishing',
};

export function describeProgress({ step, done, of }: MoveProgress): string {
  return of === 0 ? STEPS[step] : `${STEPS[step]}: ${done} of ${of}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
