import type { GrantPreview } from '@writ/engine';
import type { Terminal } from '../cli/terminal.js';
import { visible } from '../cli/terminal.js';

const SAID: Readonly<Record<GrantPreview['samples'][number]['fate'], string>> = {
  approved: 'approved',
  denied: 'refused ',
  timed_out: 'expired ',
  waiting: 'waits   ',
  otherwise: 'ended   ',
};

/** What a grant would have answered in the past week; what people refused first, and as a warning. */
export function previewLines(preview: GrantPreview, terminal: Pick<Terminal, 'paint'>): readonly string[] {
  const { covered, looked_at, approved, denied, timed_out, waiting, uses_left, complete, samples } = preview;
  const some = (n: number, word: string): readonly string[] => (n === 0 ? [] : [`${String(n)} ${word}`]);
  const fates = [
    ...some(approved, 'approved'),
    ...some(denied, 'refused'),
    ...some(timed_out, 'by nobody'),
    ...some(waiting, 'still waiting'),
  ];
  return [
    `In the past week it would have answered ${String(covered)} of ${String(looked_at)} questions${fates.length === 0 ? '' : `: ${fates.join(', ')}`}.`,
    ...(denied > 0 ? [terminal.paint('yellow', `People refused ${String(denied)} of them: narrow the limits, or do not grant it.`)] : []),
    ...(uses_left < 0 ? [`Its uses would have run out: ${String(-uses_left)} of them would have been asked.`] : []),
    ...(complete ? [] : ['There were more questions than were looked at, or some cannot be read any more.']),
    ...samples.map(
      ({ decision_id, fate, parameters }) => `  ${SAID[fate]}  ${decision_id}  ${visible(JSON.stringify(parameters)).slice(0, 120)}`,
    ),
  ];
}
